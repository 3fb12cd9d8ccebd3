-- Which printed amounts are suspected misprints, and what should they say?
select documents.title_ko, facts.quote, facts.amount_krw, facts.corrected_krw
from marts.budget_facts as facts
inner join marts.documents as documents on documents.document_id = facts.document_id
where facts.is_suspect
order by facts.budget_fact_id
