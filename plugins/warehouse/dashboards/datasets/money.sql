-- Money by stage, local government, year and technology. An amount whose initiative names several technologies is
-- shared equally among them, so that any selection adds up without counting a won twice. Announced totals of a
-- local government carry no technology. `amount_krw` leaves provincial money out of municipal lines, where it would
-- count a second time beside the province's own; `gross_krw` is the line as the municipality has it.
with lines as (
    select
        l.fiscal_year,
        l.region_code,
        coalesce(t.technology_name_ko, '미분류') as technology_name_ko,
        1.0 / count(*) over (partition by l.budget_line_id) as technology_share,
        case
            when r.region_level = 'sigungu'
                then 1 - coalesce(l.funding_province_krw::numeric / nullif(l.budget_current_krw, 0), 0)
            else 1
        end as net_share,
        l.budget_current_krw,
        l.spent_krw
    from marts.budget_lines as l
    left join marts.initiative_technologies as t on t.initiative_id = l.initiative_id
    left join marts.regions as r on r.region_code = l.region_code
),

stages as (
    select fiscal_year, region_code, '미분류' as technology_name_ko, 1 as stage_number, '1. 발표 · announced' as stage_name,
        announced_krw::numeric as gross_krw, 1.0 as net_share
    from marts.region_years
    where series_basis = 'as_was' and announced_krw is not null
    union all
    select fiscal_year, region_code, technology_name_ko, 2, '2. 예산 · budgeted', budget_current_krw * technology_share, net_share
    from lines
    union all
    select fiscal_year, region_code, technology_name_ko, 5, '5. 지출 · spent', spent_krw * technology_share, net_share
    from lines
    union all
    -- Orders and contracts as the money trail counts them: each purchase once per stage, doubtful links left out.
    select
        m.fiscal_year,
        m.region_code,
        coalesce(t.technology_name_ko, '미분류'),
        case m.stage when 'ordered' then 3 else 4 end,
        case m.stage when 'ordered' then '3. 발주 · ordered' else '4. 계약 · contracted' end,
        m.amount_krw::numeric / count(*) over (partition by m.money_trail_id),
        1.0
    from marts.money_trail as m
    left join marts.initiative_technologies as t on t.initiative_id = m.initiative_id
    where m.stage in ('ordered', 'contracted') and m.is_counted
),

provinces as (
    select distinct on (sido_code) sido_code, name_ko, short_name_ko
    from marts.regions
    where region_level = 'sido'
    order by sido_code, valid_from desc
),

-- The place of a local government on the map: its province's block of six columns, the province first, then its
-- municipalities by code as they stood at the end of that year.
places as (
    select
        y.fiscal_year,
        r.region_code,
        row_number() over (
            partition by y.fiscal_year, r.sido_code order by r.region_level = 'sido' desc, r.region_code
        ) - 1 as place_number
    from marts.regions as r
    cross join (select distinct fiscal_year from marts.region_years) as y
    where r.has_own_budget
        and r.valid_from <= make_date(y.fiscal_year, 12, 31)
        and (r.valid_to is null or r.valid_to > make_date(y.fiscal_year, 12, 31))
)

select
    s.fiscal_year,
    s.stage_number,
    s.stage_name,
    s.technology_name_ko,
    s.region_code,
    r.name_ko as region_name_ko,
    r.short_name_ko as region_short_name_ko,
    r.region_level,
    p.name_ko as sido_name_ko,
    p.short_name_ko as sido_short_name_ko,
    tiles.tile_row,
    tiles.tile_column,
    -- Blocks are as high as the largest province of their row (Gyeonggi has 32 budgets), with one tile between them.
    (array[0, 7, 12, 16, 22])[tiles.tile_row] + place.place_number / 6 + 1 as place_row,
    (tiles.tile_column - 1) * 7 + place.place_number % 6 + 1 as place_column,
    s.gross_krw,
    s.gross_krw * s.net_share as amount_krw
from stages as s
inner join marts.regions as r on r.region_code = s.region_code
left join provinces as p on p.sido_code = r.sido_code
left join (values {province_tiles}) as tiles (sido_code, tile_row, tile_column) on tiles.sido_code = r.sido_code
left join places as place on place.region_code = s.region_code and place.fiscal_year = s.fiscal_year
