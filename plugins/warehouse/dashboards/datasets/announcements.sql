-- Amounts that documents state, with the words that state them.
select
    f.budget_fact_id,
    f.attributed_year as fiscal_year,
    f.stated_on,
    f.region_name_ko,
    p.sido_name_ko,
    f.role,
    f.label_ko,
    f.effective_krw,
    f.amount_krw,
    case when f.is_suspect then '의심 · suspect' end as suspicion,
    f.quote,
    d.title_ko,
    d.publisher_ko,
    d.url
from marts.budget_facts as f
left join marts.documents as d on d.document_id = f.document_id
left join marts.regions as r on r.region_code = f.region_code
left join (
    select distinct on (sido_code) sido_code, name_ko as sido_name_ko
    from marts.regions
    where region_level = 'sido'
    order by sido_code, valid_from desc
) as p on p.sido_code = r.sido_code
