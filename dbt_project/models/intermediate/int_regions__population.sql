-- Residents by place and month. The residents' register (행정안전부) speaks first; KOSIS where it is silent.
with register as (

    select * from {{ ref('stg_regions__population') }}

),

kosis as (

    select * from {{ ref('stg_kosis__population') }}

)

select region_code, month_on, population_count, 'mois_register' as issuer
from register

union all

select kosis.region_code, kosis.month_on, kosis.population_count, 'kosis' as issuer
from kosis
left join register
    on register.region_code = kosis.region_code
    and register.month_on = kosis.month_on
where register.region_code is null
