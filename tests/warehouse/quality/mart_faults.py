"""The catalogue of faults planted in `marts_next`: what is done to the release, and which check must catch it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MartFault:
    """A planted fault as SQL, and the check that must catch it."""

    name: str
    statement: str
    check: str  # without the leading "marts."
    severity: str = "critical"


FAULTS = [
    MartFault("initiative doubled", "insert into initiatives select * from initiatives where initiative_id = 'i3'", "initiatives.initiative_id_is_unique"),
    MartFault("initiative without a name", "update initiatives set name_ko = null where initiative_id = 'i3'", "initiatives.name_ko_is_filled"),
    MartFault("script in a name", "update initiatives set name_ko = '<script>x</script>' where initiative_id = 'i3'", "initiatives.name_ko_is_clean"),
    MartFault("formula in an owner", "update initiatives set owner_name_ko = '=SUM(A1:A9)' where initiative_id = 'i3'", "initiatives.owner_name_ko_is_clean"),
    MartFault("region that does not exist", "update initiatives set region_code = '9999999999' where initiative_id = 'i3'", "initiatives.region_code_exists"),
    MartFault("mention counts that lie", "update initiatives set mention_count = 9 where initiative_id = 'i3'", "initiatives.mention_count_is_true"),
    MartFault("initiatives without a place", "update initiatives set region_code = null, region_name_ko = null, sido_code = null where initiative_id < 'i2'", "initiatives.located_share_is_high", "warning"),
    MartFault("mention of no initiative", "delete from initiatives where initiative_id = 'i3'", "initiative_mentions.initiative_id_exists"),
    MartFault("mention without a witness", "update initiative_mentions set quote = null where mention_id = 'md3'", "initiative_mentions.every_mention_has_a_witness"),
    MartFault("quote altered in length", "update initiative_mentions set quote = quote || '정' where mention_id = 'md3'", "initiative_mentions.witness_matches_its_span"),
    MartFault("technology of no taxonomy", "update initiative_technologies set technology_code = 'telepathy' where initiative_id = 'i3'", "initiative_technologies.technology_code_exists"),
    MartFault("pair twice", "insert into initiative_regions select 'other', initiative_id, region_code, region_name_ko, first_mentioned_on, mention_count from initiative_regions where initiative_id = 'i3'", "initiative_regions.pair_is_unique"),
    MartFault("amount of no document", "update budget_facts set document_id = 'nowhere' where budget_fact_id = 'f3'", "budget_facts.document_id_exists"),
    MartFault("amount zero", "update budget_facts set amount_krw = 0, effective_krw = 0 where budget_fact_id = 'f3'", "budget_facts.amount_krw_is_in_range"),
    MartFault("correction ignored", "update budget_facts set corrected_krw = 78400000000, is_suspect = true where budget_fact_id = 'f3'", "budget_facts.effective_amount_is_the_correction"),
    MartFault("784 won unmarked", "update budget_facts set amount_krw = 784, effective_krw = 784 where budget_fact_id = 'f3'", "budget_facts.misprints_are_marked", "warning"),
    MartFault("role of another world", "update budget_facts set role = 'grand_total' where budget_fact_id = 'f3'", "budget_facts.role_is_known"),
    MartFault("rejected by a person and published", "update budget_facts set review_status = 'rejected' where budget_fact_id = 'f3'", "budget_facts.review_status_is_known"),
    MartFault("rejected statement published", "update initiative_mentions set review_status = 'rejected' where mention_id = 'md3'", "initiative_mentions.review_status_is_known"),
    MartFault("region not yet existing", "update budget_facts set region_code = '1200000000', stated_on = '2026-06-30' where budget_fact_id = 'f3'", "budget_facts.region_code_is_valid_at_stated_on"),
    MartFault("statement of an abolished province", "update budget_facts set region_code = '4200000000' where budget_fact_id = 'f3'", "budget_facts.region_code_is_valid_at_stated_on"),
    MartFault("budget negative", "update budget_lines set budget_current_krw = -1 where budget_line_id = 'b3'", "budget_lines.budget_current_krw_is_in_range"),
    MartFault("snapshots added up", "insert into budget_lines (budget_line_id, initiative_id, fiscal_year, snapshot_on, laf_cd_lofin, record_key, budget_current_krw) select 'z', initiative_id, fiscal_year, snapshot_on - 30, laf_cd_lofin, 'other', 1 from budget_lines where budget_line_id = 'b3'", "budget_lines.one_snapshot_per_body_and_year"),
    MartFault("snapshot of the future", "update budget_lines set snapshot_on = '2027-01-01'", "budget_lines.snapshot_on_is_in_range"),
    MartFault("stale snapshot", "update budget_lines set snapshot_on = '2026-09-01'", "budget_lines.snapshot_is_recent", "warning"),
    MartFault("bases mixed", "update budget_lines set settled_krw = spent_krw where budget_line_id = 'b3'", "budget_lines.bases_are_not_mixed"),
    MartFault("columns swapped", "update budget_lines set spent_krw = budget_current_krw, budget_current_krw = spent_krw", "budget_lines.spending_stays_within_budget"),
    MartFault("funding never adds up", "update budget_lines set funding_municipality_krw = budget_current_krw / 2, funding_gap_krw = budget_current_krw - budget_current_krw / 2", "budget_lines.funding_adds_up_mostly"),
    MartFault("record twice", "update budget_lines set record_key = 'r4' where budget_line_id = 'b3'", "budget_lines.record_is_unique"),
    MartFault("sum of a region-year does not match its lines", "update region_years set budgeted_krw = budgeted_krw + 1, per_head_krw = per_head_krw where region_year_id = 'y3'", "region_years.budget_reconciles_with_lines"),
    MartFault("per head of another population", "update region_years set population_count = population_count * 10 where region_year_id = 'y3'", "region_years.per_head_is_true"),
    MartFault("digital budget above the whole", "update region_years set all_budgeted_krw = 1 where region_year_id = 'y3'", "region_years.digital_is_part_of_all"),
    MartFault("region-year twice", "insert into region_years (region_year_id, region_code, fiscal_year) select 'z', region_code, fiscal_year from region_years where region_year_id = 'y3'", "region_years.body_and_year_are_unique"),
    MartFault("claim that holds and does not", "update reconciliations set computed = 9, difference = 6, difference_ratio = 2 where reconciliation_id = 'c3'", "reconciliations.verdict_follows_from_the_difference"),
    MartFault("count of no document", "update count_facts set document_id = 'nowhere' where count_fact_id = 'n3'", "count_facts.document_id_exists"),
    MartFault("count below nothing", "update count_facts set stated_count = -1 where count_fact_id = 'n3'", "count_facts.stated_count_is_in_range"),
    MartFault("orders of a region-year are not those of the trail", "update region_years set ordered_krw = 1 where region_year_id = 'y3'", "region_years.purchases_reconcile_with_the_money_trail"),
    MartFault("net budget above gross", "update region_years set all_original_krw = 1, all_original_net_krw = 2 where region_year_id = 'y3'", "region_years.net_budget_is_part_of_gross"),
    MartFault("percent as a ratio", "update region_years set initial_independence_ratio = 44.6 where region_year_id = 'y3'", "region_years.initial_independence_ratio_is_in_range"),
    MartFault("two articles count for one year", "insert into money_trail (money_trail_id, initiative_id, stage, fiscal_year, is_counted, is_cancelled, review_state, mention_id, budget_fact_id) select 'z' || n, initiative_id, 'announced', 2026, true, false, 'given', 'md3', 'f' || n from money_trail, generate_series(3, 4) as n where money_trail_id = 'm3'", "money_trail.one_article_announces_a_year"),
    MartFault("purchase of no register", "update procurements set register_name = 'hearsay' where procurement_id = 'p3'", "procurements.register_name_is_known"),
    MartFault("title with a formula", "update documents set title_ko = '@SUM(1+1)' where document_id = 'd3'", "documents.title_ko_is_clean"),
    MartFault("address that runs code", "update documents set url = 'javascript:x' where document_id = 'd3'", "documents.address_is_a_web_address"),
    MartFault("facts lost on the way", "delete from budget_facts where budget_fact_id = 'f3'", "documents.budget_fact_count_is_true"),
    MartFault("region versions overlap", "insert into regions (region_version_id, region_code, region_level, region_kind, name_ko, sido_code, valid_from, is_in_force) select 'z', region_code, region_level, region_kind, '다른 이름', sido_code, '2000-01-01', false from regions where region_code = '1111000000'", "regions.versions_do_not_overlap"),
    MartFault("a province vanished", "update regions set is_in_force = false where region_level = 'sido' and region_code > '4'", "regions.counts_are_those_of_the_country"),
    MartFault("sources without loads", "update sources set last_load_id = null", "sources.loaded_source_has_a_load"),
    MartFault("taxonomy cut short", "delete from technologies where technology_code > 'c'", "technologies.has_rows"),
    MartFault("doubtful link counted", "update money_trail set review_state = 'to_review' where money_trail_id = 'm3'", "money_trail.doubtful_money_is_not_counted"),
    MartFault("budget money unlike its line", "update money_trail set amount_krw = amount_krw * 1000 where money_trail_id = 'm3'", "money_trail.budgeted_money_is_that_of_the_line"),
    MartFault("money counted twice", "insert into money_trail select 'z', initiative_id, stage, amount_krw, fiscal_year, occurred_on, region_code, region_name_ko, is_counted, is_cancelled, review_state, match_probability, linked_from, link_reasons, mention_id, budget_fact_id, budget_line_id, procurement_id from money_trail where money_trail_id = 'm3'", "money_trail.nothing_is_counted_twice"),
    MartFault("procurement without a witness", "update procurements set archive_sha256 = null where procurement_id = 'p3'", "procurements.every_record_has_a_witness"),
    MartFault("mart missing", "drop table organisations", "organisations.exists"),
    MartFault("mart emptied", "truncate technologies", "technologies.has_rows"),
    MartFault("markup in a name nobody checks", "update organisations set name_ko = '<img src=x onerror=alert(1)>' where organisation_id = (select min(organisation_id) from organisations)", "organisations.every_text_is_clean"),
    MartFault("blank instead of nothing", "update budget_facts set funding = '' where budget_fact_id = 'f3'", "budget_facts.every_text_is_clean"),
    MartFault("a name read in the wrong encoding", "update initiative_mentions set owner_name_ko = convert_from(convert_to('스마트도시과', 'UTF8'), 'LATIN1') where mention_id = 'md3'", "initiative_mentions.every_text_is_clean"),
    MartFault("address that runs code, of a purchase", "update procurements set detail_url = ' javascript:alert(1)' where procurement_id = 'p3'", "procurements.every_text_is_clean"),
    MartFault("year below nothing", "update budget_facts set fiscal_year = -2026 where budget_fact_id = 'f3'", "budget_facts.every_value_is_possible"),
    MartFault("said after tomorrow", "update count_facts set stated_on = current_date + 300 where count_fact_id = 'n3'", "count_facts.every_value_is_possible"),
    MartFault("name of another place", "update money_trail set region_name_ko = '제주특별자치도' where money_trail_id = 'm3'", "money_trail.region_names_are_those_of_the_codes"),
    MartFault("name without a place", "update initiatives set region_code = null where initiative_id = 'i3'", "initiatives.region_names_are_those_of_the_codes"),
    MartFault("province of another place", "update initiatives set sido_code = '50' where initiative_id = 'i3'", "initiatives.provinces_are_those_of_the_codes"),
    MartFault("one document too many", "update initiatives set document_count = document_count + 1 where initiative_id = 'i3'", "initiatives.mention_figures_are_true"),
    MartFault("one region too many", "update initiatives set region_count = region_count + 1 where initiative_id = 'i3'", "initiatives.region_count_is_true"),
    MartFault("initiatives of a document miscounted", "update documents set initiative_count = initiative_count + 1 where document_id = 'd3'", "documents.initiative_count_is_true"),
    MartFault("technology under another name", "update initiative_technologies set technology_name_ko = '텔레파시' where initiative_id = 'i3'", "initiative_technologies.names_are_those_of_the_taxonomy"),
    MartFault("money of another year than its line", "update money_trail set fiscal_year = fiscal_year - 1 where money_trail_id = 'm3'", "money_trail.money_is_that_of_its_record"),
]  # fmt: skip
