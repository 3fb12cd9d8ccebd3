"""Scores candidate pairs with Splink on DuckDB, calibrates the probability, and says why."""

# ruff: noqa: S608 (names of tables, patterns and words come from this package's own files)
from __future__ import annotations

import json
import logging
import math
from functools import cache
from importlib.resources import files
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.linking.comparisons import COMPARISONS, level_words, settings
from warehouse.linking.features import prepare

MODEL_FILE = "model.json"


@cache
def trained_model() -> dict[str, Any]:
    """Probabilities of each level and the calibration, as `train` wrote them."""
    model: dict[str, Any] = json.loads(files("warehouse.linking").joinpath(MODEL_FILE).read_text(encoding="utf-8"))
    return model


def score(
    connection: DuckDBPyConnection, candidates: str, model: dict[str, Any] | None = None, known: str | None = None
) -> str:
    """Score the pairs of `candidates` in years that `known` has not scored as they stand; returns the name of a temporary
    table with Splink's prediction for each."""
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    prepare(connection, candidates, known)
    api = DuckDBAPI(connection)
    sides = api.register("link_sides")
    linker = Linker(sides, settings(model or trained_model()), log_level="ERROR", validate_settings=False)
    connection.execute("""
        create or replace temp table link_keys as
        select
            '0' as match_key,
            'earlier-__-' || pair_number as join_key_l,
            'later-__-' || pair_number as join_key_r
        from link_pairs
    """)
    linker.table_management.register_blocked_pairs_for_predict(api.register("link_keys"))
    predictions = linker.inference.predict().physical_name
    levels = ", ".join(f"predictions.gamma_{name}" for name, _, _ in COMPARISONS)
    connection.execute(f"""
        create or replace temp table link_predictions as
        select
            earlier.record_kind as record_kind_l, earlier.record_id as record_id_l,
            later.record_kind as record_kind_r, later.record_id as record_id_r,
            later.fiscal_year, predictions.match_weight, {levels}
        from {predictions} as predictions
        inner join link_pairs on link_pairs.pair_number = predictions.unique_id_l
        inner join link_records as earlier on earlier.record_number = record_number_l
        inner join link_records as later on later.record_number = record_number_r
    """)
    return "link_predictions"


def calibrated_sql(weight: str, model: dict[str, Any] | None = None) -> str:
    """Match probability from Splink's match weight (base-2 log of the odds), by the fitted logistic curve."""
    curve = (model or trained_model())["calibration"]
    return f"1 / (1 + exp(-({curve['slope']} * {weight} * {math.log(2)} + {curve['intercept']})))"


def reasons_sql() -> str:
    """The levels that a pair reached, in words."""
    parts = []
    for name, _, levels in COMPARISONS:
        cases = " ".join(f"when {level} then '{level_words(name, level)}'" for level in range(len(levels)))
        parts.append(f"case gamma_{name} {cases} end")
    return f"concat_ws('; ', {', '.join(parts)})"


def scored_links(connection: DuckDBPyConnection, candidates: str, at_least: float, known: str | None = None) -> str:
    """SQL of the links worth keeping: both records, calibrated probability, weight, reasons, and of which state of
    which year they are. From table `known`, to which they are to be appended, it takes what is no longer so."""
    predictions = score(connection, candidates, known=known)
    if known:
        connection.execute(f"""
            delete from {known}
            where (fiscal_year, fingerprint) not in (select fiscal_year, fingerprint from link_years)
        """)
    probability = calibrated_sql("match_weight")
    return f"""
        select
            record_kind_l as record_kind, record_id_l as record_id, record_kind_r as other_kind, record_id_r as other_id,
            {probability} as match_probability, match_weight, {reasons_sql()} as link_reasons,
            fiscal_year, link_years.fingerprint
        from {predictions}
        inner join link_years using (fiscal_year)
        where {probability} >= {at_least}
    """
