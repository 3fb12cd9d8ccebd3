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
