-- Tables of schema quality: what was loaded, checked, quarantined and released. BI may read them.
create schema if not exists quality;

create table if not exists quality.loads (
    load_id             text primary key,
    source              text not null,
    interval_key        text not null,
    interval_start      date not null,
    interval_end        date not null,
    mode                text not null,
    started_at          timestamptz not null,
    finished_at         timestamptz,
    verdict             text,
    superseded_by       text,
    replay_of           text,
    dag_run_id          text,
    parser_version      text,
    row_counts          jsonb not null default '{}',
    quarantined_count   bigint not null default 0,
    response_count      integer not null default 0,
    archive_path        text,
    drift               jsonb not null default '[]',
    error               text,
    step_seconds        jsonb not null default '{}'
);

create table if not exists quality.checks (
    check_id            text primary key,
    layer               text not null,
    table_name          text not null,
    level               text not null,
    severity            text not null,
    overridable         boolean not null default false,
    owner               text not null,
    sentence_ko         text not null,
    sentence_en         text not null,
    remedy_ko           text not null,
    remedy_en           text not null
);

create table if not exists quality.check_results (
    result_id           bigint generated always as identity primary key,
    check_id            text not null,
    load_id             text,
    release_id          text,
    outcome             text not null,
    severity            text not null,
    applied_count       bigint not null,
    failed_count        bigint not null,
    observed            jsonb not null default '{}',
    failing_rows        jsonb not null default '[]',
    checked_at          timestamptz not null
);

create table if not exists quality.quarantine (
    quarantine_id       text primary key,
    load_id             text not null,
    source              text not null,
    table_name          text not null,
    check_id            text not null,
    reason_ko           text not null,
    reason_en           text not null,
    record              jsonb not null,
    record_key          text,
    archive_sha256      text,
    record_number       bigint,
    status              text not null default 'waiting',
    created_at          timestamptz not null,
    resolved_at         timestamptz,
    resolved_by         text,
    note                text
);

create table if not exists quality.baselines (
    baseline_id         bigint generated always as identity primary key,
    check_id            text not null,
    season              text not null default 'all',
    metric              text not null,
    median              double precision,
    deviation           double precision,
    observation_count   integer not null default 0,
    lower_bound         double precision,
    upper_bound         double precision,
    approved_by         text,
    approved_at         timestamptz,
    reason              text,
    updated_at          timestamptz not null,
    unique (check_id, season, metric)
);

create table if not exists quality.releases (
    release_id          text primary key,
    mode                text not null,
    built_at            timestamptz not null,
    published_at        timestamptz,
    status              text not null,
    verdict             text,
    load_ids            text[] not null default '{}',
    row_counts          jsonb not null default '{}',
    files_path          text,
    approved_by         text,
    approval_reason     text,
    error               text,
    step_seconds        jsonb not null default '{}'
);

-- What loads and releases measured: baselines learn from it, BI can chart it. `counts` is false for what never
-- became visible or was superseded.
create table if not exists quality.observations (
    observation_id      bigint generated always as identity primary key,
    load_id             text,
    release_id          text,
    layer               text not null,
    table_name          text not null,
    metric              text not null,
    observed_on         date not null,
    value               double precision not null,
    counts              boolean not null default true
);
create index if not exists observations_by_metric on quality.observations (table_name, metric, observed_on);
create index if not exists observations_by_load on quality.observations (load_id);

-- Each approval of an unusual value, for good.
create table if not exists quality.approvals (
    approval_id         bigint generated always as identity primary key,
    check_id            text not null,
    season              text not null,
    metric              text not null,
    value               double precision not null,
    approved_by         text not null,
    reason              text not null,
    approved_at         timestamptz not null
);

alter table quality.baselines add column if not exists effective_from date;
alter table quality.checks add column if not exists on_failure text;
create index if not exists check_results_by_check on quality.check_results (check_id, checked_at);
create index if not exists check_results_by_load on quality.check_results (load_id);
create index if not exists check_results_by_release on quality.check_results (release_id);
create index if not exists quarantine_by_load on quality.quarantine (load_id);
create index if not exists quarantine_by_status on quality.quarantine (status, created_at);

-- Articles as the newest load read them: whose facts wait, and whether the text is still the one a decision was taken on.
create table if not exists quality.review_documents (
    document_id         text primary key,
    title               text,
    url                 text,
    published_on        date,
    text_sha256         text not null,
    extractor_version   text,
    load_id             text not null,
    read_at             timestamptz not null
);

-- Facts that a person should look at or has looked at; a fact keeps its key however often it is extracted again.
create table if not exists quality.review_facts (
    review_key          text primary key,
    document_id         text not null references quality.review_documents,
    kind                text not null,
    value               text not null,
    quote               text not null,
    line_number         integer not null,
    rule                text not null,
    confidence          double precision not null,
    needs_review        boolean not null,
    details             jsonb not null default '{}',
    archive_sha256      text,
    load_id             text not null,
    first_seen_at       timestamptz not null,
    is_found            boolean not null default true  -- false once a newer reading of the article lacks it
);
create index if not exists review_facts_by_document on quality.review_facts (document_id);

-- Every decision, for good; of a fact the last one counts.
create table if not exists quality.review_decisions (
    decision_id         bigint generated always as identity primary key,
    review_key          text not null references quality.review_facts,
    verdict             text not null check (verdict in ('accepted', 'rejected', 'corrected')),
    corrections         jsonb not null default '{}',
    decided_by          text not null,
    decided_at          timestamptz not null,
    reason              text not null,
    text_sha256         text not null
);
create index if not exists review_decisions_by_fact on quality.review_decisions (review_key, decision_id);

-- Versions of an extractor whose output a person let in, with what they changed in the archive; the newest is in force.
create table if not exists quality.accepted_versions (
    acceptance_id       bigint generated always as identity primary key,
    source              text not null,
    version             text not null,
    accepted_by         text not null,
    accepted_at         timestamptz not null,
    reason              text not null,
    changes             jsonb not null default '{}'
);

-- The state of a fact as documents.review.state_of says it.
create or replace view quality.reviews as
select
    facts.review_key, facts.kind, facts.value, facts.quote, facts.line_number, facts.rule, facts.confidence,
    facts.details, facts.document_id, documents.title, documents.url, documents.published_on,
    documents.extractor_version, facts.archive_sha256, facts.load_id, facts.first_seen_at, facts.is_found,
    documents.text_sha256,
    case
        when decision.decision_id is null then case when facts.needs_review then 'unreviewed' else 'trusted' end
        when decision.text_sha256 <> documents.text_sha256 then 'reopened'
        else decision.verdict
    end as review_status,
    decision.verdict as last_verdict, decision.corrections, decision.decided_by, decision.decided_at, decision.reason
from quality.review_facts as facts
inner join quality.review_documents as documents using (document_id)
left join lateral (
    select * from quality.review_decisions as one
    where one.review_key = facts.review_key order by one.decision_id desc limit 1
) as decision on true;
