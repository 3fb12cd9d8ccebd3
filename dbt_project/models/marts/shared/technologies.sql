-- The technologies that initiatives are sorted by.
select
    technology_code,
    name_ko,
    name_en,
    cues as cue_words_ko
from {{ ref('technology_taxonomy') }}
