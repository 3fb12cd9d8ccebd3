-- Two readings of one name on one day would count a budget twice.
select earlier.name_key, earlier.region_code, later.region_code as other_code, earlier.valid_from, later.valid_from as other_from
from {{ ref('int_regions__names_as_of') }} as earlier
inner join {{ ref('int_regions__names_as_of') }} as later
    on later.name_key = earlier.name_key
    and later.valid_from > earlier.valid_from
    and later.valid_from < earlier.valid_to
