-- From any row of the money trail to the sentence or record that states it: one row each.
-- A document gives its address, line and quoted words; a record its load, key and the hash of the archived answer.
select
    trail.money_trail_id,
    trail.stage,
    trail.amount_krw,
    mentions.mention_kind,
    documents.url,
    coalesce(facts.line_number, mentions.line_number) as line_number,
    coalesce(facts.quote, mentions.quote) as quote,
    coalesce(facts.load_id, mentions.load_id) as load_id,
    mentions.record_key,
    coalesce(facts.archive_sha256, mentions.archive_sha256) as archive_sha256,
    mentions.record_number
from marts.money_trail as trail
inner join marts.initiative_mentions as mentions on mentions.mention_id = trail.mention_id
left join marts.documents as documents on documents.document_id = mentions.document_id
left join marts.budget_facts as facts on facts.budget_fact_id = trail.budget_fact_id
