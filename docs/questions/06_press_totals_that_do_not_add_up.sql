-- Which totals in the press do not add up?
select
    documents.title_ko,
    documents.url,
    claims.kind,
    claims.terms,
    claims.expected,
    claims.computed,
    claims.difference,
    claims.quote
from marts.reconciliations as claims
inner join marts.documents as documents on documents.document_id = claims.document_id
where not claims.holds
order by abs(claims.difference) desc, claims.reconciliation_id
