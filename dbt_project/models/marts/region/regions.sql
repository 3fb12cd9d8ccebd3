-- Every version of every local government since 1988: validity, line of descent, and the codes its issuers use.
with versions as (

    select * from {{ ref('int_regions__versions') }}

),

comparable as (

    select * from {{ ref('int_regions__comparable') }}

),

-- lofin365 and 행정안전부 publish no code list here: their codes are those their own records carried for the place.
issued as (

    select
        region_code,
        -- A county may still be carried under its former province beside its present one.
        max_by(laf_cd_lofin, (resolution = 'in_force', snapshot_on, laf_cd_lofin)) as laf_cd_lofin,
        max_by(institution_code_mois, (resolution = 'in_force', snapshot_on, laf_cd_lofin)) as institution_code_mois
    from {{ ref('int_budget__bodies') }}
    where region_code is not null
    group by region_code

),

latest_population as (

    select region_code, population_count, month_on, issuer
    from {{ ref('int_regions__population') }}
    qualify row_number() over (partition by region_code order by month_on desc) = 1

),

-- The register of legal codes (법정동코드) serves what is in force on the day it is read, and no history.
confirmed as (

    select region_code, max(snapshot_on) as legal_code_confirmed_on
    from {{ ref('stg_regions__legal_districts') }}
    group by region_code

)

select
    {{ surrogate_key(['versions.region_code', 'versions.valid_from']) }} as region_version_id,
    versions.region_code,
    versions.level as region_level,
    versions.kind as region_kind,
    versions.name_ko,
    versions.short_name_ko,
    versions.name_en,
    versions.sido_code,
    versions.sido_name_ko,
    versions.parent_region_code,
    versions.valid_from,
    versions.valid_to,
    versions.is_in_force,
    versions.has_own_budget,
    versions.predecessor_codes,
    versions.successor_codes,
    comparable.comparable_code as comparable_region_code,
    versions.region_code as legal_code_mois,
    issued.institution_code_mois,
    issued.laf_cd_lofin,
    -- KOSIS table DT_1B040A3 cuts the legal code: two digits for a province, five below.
    case versions.level when 'sido' then substr(versions.region_code, 1, 2) else substr(versions.region_code, 1, 5) end
        as area_code_kosis,
    latest_population.population_count,
    latest_population.month_on as population_month_on,
    latest_population.issuer as population_issuer,
    confirmed.legal_code_confirmed_on,
    versions.note
from versions
left join comparable on comparable.region_code = versions.region_code
left join issued on issued.region_code = versions.region_code
left join confirmed on confirmed.region_code = versions.region_code
left join latest_population on latest_population.region_code = versions.region_code
