-- The same for codes.
select earlier.given_code, earlier.valid_from, later.valid_from as other_from
from {{ ref('int_regions__codes_as_of') }} as earlier
inner join {{ ref('int_regions__codes_as_of') }} as later
    on later.given_code = earlier.given_code
    and later.valid_from > earlier.valid_from
    and later.valid_from < earlier.valid_to
