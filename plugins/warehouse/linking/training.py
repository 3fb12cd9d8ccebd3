"""Fits the linking model on labelled links and measures it on years it has not seen.

`python -m warehouse.linking.training BUILD_DATABASE [--write]`: the build database holds the candidates of a sample
whose links are labelled (`warehouse.sample.labels`). Years up to `LAST_TRAINING_YEAR` fit the model, later ones measure.
"""

# ruff: noqa: S608 (names of tables, patterns and words come from this package's own files)
from __future__ import annotations

import json
import math
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import duckdb
import numpy as np
import typer

from warehouse.linking.comparisons import COMPARISONS
from warehouse.linking.scoring import MODEL_FILE, calibrated_sql, score

LAST_TRAINING_YEAR = 2024
CANDIDATES = "intermediate.int_links__candidates"
SMOOTHING = 0.5
LABELS = "plugins/warehouse/sample/labels/money_trail_links.csv"


def truth_sql(labels: Path) -> str:
    """Labelled pairs of records: which announcement, budget line and purchase are one thing."""
    return f"""
        with labels as (
            select * from read_csv('{labels}', all_varchar = true) where label = 'match'
        ),
        announced as (
            select distinct labels.initiative, labels.fiscal_year, mentions.mention_id as source_id
            from labels
            inner join marts.documents as documents on documents.url like '%' || labels.document_path
            inner join intermediate.int_initiatives__mentions as mentions
                on mentions.document_id = documents.document_id
                and contains(
                    regexp_replace(mentions.name, '\\s', '', 'g'), regexp_replace(labels.initiative_name, '\\s', '', 'g')
                )
            where labels.document_path is not null
        ),
        keys as (
            select initiative, cast(fiscal_year as integer) as label_year, 'announcement' as record_kind, source_id
            from announced
            union all
            select initiative, cast(labels.fiscal_year as integer), 'budget_line', record_id
            from labels
            inner join {CANDIDATES} on record_kind = 'budget_line' and starts_with(record_id, budget_line_key || '|')
            where budget_line_key is not null
            union all
            select distinct initiative, cast(labels.fiscal_year as integer), 'procurement', procurement_chain_id
            from labels
            inner join intermediate.int_procurement__digital as records
                on (records.procurement_kind = 'order_plan' and records.source_number = order_plan_unified_number)
                or (records.procurement_kind = 'tender' and records.source_number = labels.tender_number)
                or (records.procurement_kind = 'contract' and records.source_number = unified_contract_number)
        )
        select distinct
            one.initiative, one.label_year, left_record.record_kind as left_kind, left_record.record_id as left_id,
            right_record.record_kind as right_kind, right_record.record_id as right_id
        from keys as one
        inner join keys as other on other.initiative = one.initiative and other.record_kind > one.record_kind
        inner join {CANDIDATES} as left_record
            on left_record.source_id = one.source_id and left_record.record_kind = one.record_kind
        inner join {CANDIDATES} as right_record
            on right_record.source_id = other.source_id and right_record.record_kind = other.record_kind
    """


def untrained() -> dict[str, Any]:
    """A model in which nothing speaks for or against: only the levels matter while training."""
    return {"prior": 0.5, "levels": {name: [[0.5, 0.5]] * len(levels) for name, _, levels in COMPARISONS}}


def judge_pairs(connection: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> None:
    """Temporary table `judged`: each scored pair with the truth.

    Labels name no pre-notices, so a purchase known by its pre-notice alone is neither right nor wrong and stays out.
    """
    predictions = score(connection, CANDIDATES, model)
    connection.execute(f"""
        create or replace temp table judged as
        select predictions.*, truth.initiative is not null as is_match, years.fiscal_year as pair_year
        from {predictions} as predictions
        left join truth on left_id = record_id_l and right_id = record_id_r
        left join {CANDIDATES} as years on years.record_id = record_id_r and years.record_kind = record_kind_r
        where record_id_r not in (
            select procurement_chain_id from intermediate.int_procurement__digital
            group by procurement_chain_id having max(procurement_kind) = min(procurement_kind)
            and min(procurement_kind) = 'pre_notice'
        )
    """)


def fit_levels(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """m and u of each level, counted over labelled pairs of the training years, smoothed."""
    levels: dict[str, list[list[float]]] = {}
    for name, _, conditions in COMPARISONS:
        counts = dict.fromkeys(((level, hit) for level in range(len(conditions)) for hit in (True, False)), SMOOTHING)
        query = f"select gamma_{name}, is_match, count(*) from judged where pair_year <= ? and gamma_{name} >= 0 group by all"
        for level, hit, number in connection.execute(query, [LAST_TRAINING_YEAR]).fetchall():
            counts[level, hit] += number
        whole = {hit: sum(number for (_, one), number in counts.items() if one is hit) for hit in (True, False)}
        best_first = range(len(conditions) - 1, -1, -1)
        levels[name] = [
            [round(counts[level, True] / whole[True], 6), round(counts[level, False] / whole[False], 6)]
            for level in best_first
        ]
    query = "select avg(case when is_match then 1.0 else 0.0 end) from judged where pair_year <= ?"
    (prior,) = connection.execute(query, [LAST_TRAINING_YEAR]).fetchone() or (0.01,)
    return {"prior": round(prior, 6), "levels": levels}


def fit_calibration(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Slope and intercept of the logistic curve from match weight to probability (Newton's method, 30 steps)."""
    rows = connection.execute("select match_weight, is_match from judged where pair_year <= ?", [LAST_TRAINING_YEAR])
    table = rows.fetchnumpy()
    weights, hits = np.asarray(table["match_weight"], float) * math.log(2), np.asarray(table["is_match"], float)
    design, beta = np.column_stack([weights, np.ones_like(weights)]), np.array([0.5, 0.0])
    ridge = np.diag([1.0, 0.01])  # keeps the curve from a cliff where training links are nearly separable
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, design.T @ (hits - chance) - ridge @ beta)
        beta = beta + step * min(1.0, 1.0 / float(np.abs(step).max()))
    return {"slope": round(float(beta[0]), 4), "intercept": round(float(beta[1]), 4)}


def measure(
    connection: duckdb.DuckDBPyConnection, model: dict[str, Any], since: int, until: int
) -> list[dict[str, Any]]:
    """Precision and recall at several thresholds over the years from `since` to `until`, each record's best link only."""
    connection.execute(f"""
        create or replace temp table best as
        select *, {calibrated_sql("match_weight", model)} as probability
        from judged where pair_year between {since} and {until}
        qualify row_number() over (
            partition by record_kind_l, record_id_r, record_kind_r order by match_weight desc, record_id_l
        ) = 1
    """)
    (wanted,) = connection.execute(
        f"select count(*) from truth where label_year between {since} and {until}"
    ).fetchone() or (0,)
    results = []
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        found, right = connection.execute(
            "select count(*), count(*) filter (where is_match) from best where probability >= ?", [threshold]
        ).fetchone() or (0, 0)
        results.append(
            {"threshold": threshold, "precision": round(right / max(found, 1), 4), "recall": round(right / max(wanted, 1), 4),
             "found": found, "wanted": wanted}
        )  # fmt: skip
    return results


def main(
    build_database: Path,
    labels: Annotated[Path, typer.Option(help="Labelled links.")] = Path(LABELS),
    write: Annotated[bool, typer.Option(help="Keep the fitted model.")] = False,
) -> None:
    """Fit, measure on later years, and keep the model with --write."""
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "build.duckdb"  # scoring makes temporary tables only, but the original stays untouched
        shutil.copyfile(build_database, copy)
        connection = duckdb.connect(str(copy))
        connection.execute(f"create temp table truth as {truth_sql(labels)}")
        judge_pairs(connection, untrained())
        model = fit_levels(connection)
        judge_pairs(connection, model)
        model["calibration"] = fit_calibration(connection)
        model["measured"] = {
            "training years": measure(connection, model, 0, LAST_TRAINING_YEAR),
            "later years": measure(connection, model, LAST_TRAINING_YEAR + 1, 9999),
        }
        typer.echo(json.dumps(model, ensure_ascii=False, indent=1))
    if write:
        target = Path(str(files("warehouse.linking").joinpath(MODEL_FILE)))
        target.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
