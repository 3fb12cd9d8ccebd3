-- Residents by month as KOSIS states them (table DT_1B040A3): two digits of the legal code for a province, five below.
select
    rpad(region_code_kosis, 10, '0') as region_code,
    month_on,
    cast(population_count as bigint) as population_count,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'kosis_population') }}
-- T20 is the total of both sexes; 00 is the nation.
where item_code = 'T20'
    and length(region_code_kosis) in (2, 5)
    and region_code_kosis <> '00'
    and population_count > 0
qualify {{ newest_record('region_code_kosis, month_on') }}
