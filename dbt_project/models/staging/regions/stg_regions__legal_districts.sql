-- Codes of provinces, municipalities and general districts in force on each day the register was read.
select
    legal_code_mois as region_code,
    full_name,
    snapshot_on,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'legal_districts') }}
where town_code = '000'
    and village_code = '00'
qualify {{ newest_record('legal_code_mois, snapshot_on') }}
