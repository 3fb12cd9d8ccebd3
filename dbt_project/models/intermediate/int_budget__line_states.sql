-- What each fiscal year's digital lines follow from: its state and the words that names were read with.
with words as (

    select {{ joined_distinct('vocabulary_version') }} as vocabulary_versions
    from {{ ref('int_budget__name_classes') }}

)

select
    years.fiscal_year,
    md5(concat_ws('|', years.fingerprint, words.vocabulary_versions)) as fingerprint
from {{ ref('int_budget__years') }} as years
cross join words
