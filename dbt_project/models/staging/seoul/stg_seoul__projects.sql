-- Entries of Seoul's yearly list of digital projects (정보화사업 발주계획): who means to order what, when, for how much.
-- The list is published again during the year: of several files, an entry counts as the newest one states it.
-- Entries alike in one file are projects of their own.
select
    {{ surrogate_key(['project_year', 'file_name', 'project_number']) }} as project_id,
    project_year || '|' || file_name || '|' || project_number as record_key,
    project_year as fiscal_year,
    trim(institution_kind_name) as institution_kind_name,
    trim(institution_name_raw) as institution_name_raw,
    nullif(trim(department_name), '') as department_name,
    trim(project_name) as name,
    project_field_name,
    {{ known_amount('amount_krw') }} as amount_krw,
    nullif(trim(order_time_raw), '') as order_time_raw,
    {{ matches("coalesce(order_time_raw, '')", '완료') }} as is_ordered,
    {{ planned_day('project_year', 'order_time_raw') }} as planned_order_on,
    contract_method_name,
    _load_id as load_id,
    _archive_sha256 as archive_sha256,
    _record_number as record_number
from {{ source('raw', 'seoul_projects') }}
where nullif(trim(project_name), '') is not null
qualify dense_rank() over (
    partition by project_year, institution_name_raw, department_name, project_name
    order by {{ load_started_at('_load_id') }} desc, file_name desc
) = 1
