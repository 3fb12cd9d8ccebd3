-- What each source brought to each raw table: rows, loads, and the days they cover.
select
    source_name,
    raw_table,
    cast(sum(row_count) as bigint) as row_count,
    count(distinct load_id) as load_count,
    max_by(load_id, started_at) as last_load_id,
    min(covers_from) as covers_from,
    cast(max(covers_before) - interval 1 day as date) as covers_to
from {{ source('raw', 'loads_in_force') }}
group by source_name, raw_table
