-- Which cancelled tenders were never repeated, and what were they worth?
select
    procurements.name_ko, procurements.region_name_ko, procurements.stated_on, procurements.amount_krw,
    procurements.source_number
from marts.procurements as procurements
where procurements.is_cancelled
    and not exists (
        select 1
        from marts.procurements as others
        where others.procurement_chain_id = procurements.procurement_chain_id
            and (others.procurement_kind = 'contract' or (others.procurement_kind = 'tender' and not others.is_cancelled))
    )
order by procurements.amount_krw desc nulls last, procurements.procurement_id
