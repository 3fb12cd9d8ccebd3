-- Names and classes (정보시스템개발서비스) of purchases and of listed projects, each once, to be classified.
select name as line_name_raw, '' as field_name
from {{ ref('int_procurement__placed') }}
where name is not null

union

select class_name, ''
from {{ ref('int_procurement__placed') }}
where class_name is not null

union

select name, ''
from {{ ref('stg_seoul__projects') }}
where name is not null
