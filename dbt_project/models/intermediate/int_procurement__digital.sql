-- Local governments' purchases that concern digital innovation, each record with its chain and technologies.
-- One digital stage makes the whole chain digital: a contract's short name may say less than its tender's.
with matches as (

    select * from {{ ref('int_procurement__ledger_matches') }}

),

noted as (

    select contract_number, {{ joined_distinct('contract_ledger_number') }} as contract_ledger_numbers
    from matches
    group by contract_number

),

records as (

    select
        placed.*,
        case when placed.register_name = 'lofin365' then placed.source_number else noted.contract_ledger_numbers end
            as contract_ledger_numbers,
        chains.procurement_chain_id
    from {{ ref('int_procurement__placed') }} as placed
    left join matches
        on matches.contract_ledger_number = placed.source_number
        and placed.register_name = 'lofin365'
    left join noted
        on noted.contract_number = placed.source_number
        and placed.procurement_kind = 'contract'
        and placed.register_name = 'g2b'
    inner join {{ ref('int_procurement__chains') }} as chains
        on chains.procurement_kind = placed.procurement_kind
        and chains.source_number = placed.source_number
    where matches.contract_ledger_number is null

),

classes as (

    select line_name_raw, technology_codes, classification_reasons
    from {{ ref('int_procurement__name_classes') }}
    where is_digital

),

judged as (

    select
        records.*,
        names.technology_codes,
        coalesce(
            names.classification_reasons,
            case when kinds.line_name_raw is not null then 'class ' || records.class_name end,
            case when records.is_information_project then 'information project' end
        ) as classification_reasons
    from records
    left join classes as names on names.line_name_raw = records.name
    left join classes as kinds on kinds.line_name_raw = records.class_name

)

select
    judged.*,
    {{ surrogate_key(["'procurement'", 'procurement_kind', 'record_key']) }} as procurement_id
from judged
qualify count(classification_reasons) over (partition by procurement_chain_id) > 0
