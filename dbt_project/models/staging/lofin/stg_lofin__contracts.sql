-- Contracts that local governments concluded, as their own books state them (계약현황, WCEGCF), in 나라장터 or outside it.
select
    laf_cd_lofin || '-' || contract_ledger_number as ledger_number,
    laf_cd_lofin,
    laf_name_raw,
    contracted_on,
    trim(contract_name) as name,
    contract_object_name,
    {{ known_amount('contract_amount_krw') }} as amount_krw,
    nullif(trim(supplier_name), '') as supplier_name,
    nullif(trim(department_name), '') as department_name,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'lofin_contracts') }}
where laf_cd_lofin not like '%*%'
    and nullif(trim(contract_name), '') is not null
qualify {{ newest_record('laf_cd_lofin, contract_ledger_number') }}
