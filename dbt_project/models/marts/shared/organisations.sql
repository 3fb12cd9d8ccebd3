-- Governments, bureaus, agencies and ministries that the sources name, with the local government they belong to.
with names as (

    select * from {{ ref('int_organisations__names') }}

),

versions as (

    select distinct {{ squashed('name_ko') }} as name_key from {{ ref('int_regions__versions') }}

)

select
    names.organisation_id,
    names.name_ko,
    case
        when versions.name_key is not null then 'local_government'
        when {{ matches('names.name_ko', '(부|처|청|위원회)$') }} and names.region_code is null then 'central_government'
        when {{ matches('names.name_ko', '(공사|공단|재단|진흥원|연구원|테크노파크|병원|대학교?|센터)$') }} then 'agency'
        when {{ matches('names.name_ko', '(실|국|과|관|본부|담당관|사업소|소방서|보건소)$') }} then 'bureau'
        else 'other'
    end as organisation_kind,
    names.region_code,
    region.name_ko as region_name_ko,
    names.institution_code_mois,
    names.seen_as,
    names.mention_count,
    names.first_seen_on,
    names.last_seen_on
from names
left join versions on versions.name_key = {{ squashed('names.name_ko') }}
{{ region_facts('names.region_code') }}
