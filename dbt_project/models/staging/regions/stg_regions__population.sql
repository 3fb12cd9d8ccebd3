-- Registered residents by month; districts inside a city (일반구) stand beside their city.
select
    region_code_mois as region_code,
    region_name_raw,
    month_on,
    cast(population_count as bigint) as population_count,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'resident_population') }}
-- Zero residents mark branch offices (출장소), which are no local governments.
where population_count > 0
qualify row_number() over (
    partition by region_code_mois, month_on
    order by {{ load_started_at('_load_id') }} desc, _record_number desc
) = 1
