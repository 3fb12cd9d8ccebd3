"""How two records are compared, level by level, best first: Splink's settings without their trained numbers."""

from __future__ import annotations

from typing import Any

_AMOUNTS = "(cast(least(amount_krw_l, amount_krw_r) as double) / nullif(greatest(amount_krw_l, amount_krw_r), 0))"

# name of comparison, condition of a missing value, then (condition, words for the reader) from best to worst
COMPARISONS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "name",
        "name_likeness_l is null",
        (
            ("name_likeness_l >= 0.95", "이름이 같음"),
            ("name_likeness_l >= 0.75", "이름이 거의 같음"),
            ("is_name_within_l", "한 이름이 다른 이름을 포함"),
            ("name_likeness_l >= 0.55", "이름이 비슷함"),
            ("name_likeness_l >= 0.35", "이름이 조금 비슷함"),
            ("ELSE", "이름이 다름"),
        ),
    ),
    (
        "wording",
        "wording_likeness_l is null",
        (
            ("wording_likeness_l >= 0.8", "표현이 같음"),
            ("wording_likeness_l >= 0.5", "표현이 비슷함"),
            ("ELSE", "표현이 다름"),
        ),
    ),
    (
        "amount",
        "amount_krw_l is null or amount_krw_r is null or amount_krw_l <= 0 or amount_krw_r <= 0",
        (
            (f"{_AMOUNTS} >= 0.995", "금액이 같음"),
            (f"{_AMOUNTS} >= 0.9", "금액이 거의 같음"),
            (f"{_AMOUNTS} >= 0.7", "금액이 비슷함"),
            (f"{_AMOUNTS} >= 0.4", "금액이 조금 다름"),
            ("ELSE", "금액이 다름"),
        ),
    ),
    (
        "year",
        "fiscal_year_l is null or fiscal_year_r is null",
        (
            ("fiscal_year_l = fiscal_year_r", "같은 해"),
            ("record_kind_l = 'announcement' and fiscal_year_r = fiscal_year_l + 1", "발표 다음 해"),
            ("ELSE", "다른 해"),
        ),
    ),
    (
        "work",
        "work_l is null or work_r is null",
        (("work_l = work_r", "같은 종류의 일"), ("ELSE", "구축과 운영의 차이")),
    ),
    (
        "technology",
        "technologies_l is null or technologies_r is null",
        (
            (
                "list_has_all(technologies_l, technologies_r) or list_has_all(technologies_r, technologies_l)",
                "기술이 같음",
            ),
            ("list_has_any(technologies_l, technologies_r)", "기술이 겹침"),
            ("ELSE", "기술이 다름"),
        ),
    ),
    (
        "organisation",
        "department_l is null or department_r is null or not regexp_matches(department_l, '(과|실|국|관|단|소)$')",
        (
            ("contains(department_l, department_r) or contains(department_r, department_l)", "부서가 같음"),
            ("ELSE", "부서가 다름"),
        ),
    ),
)


def level_words(comparison: str, level: int) -> str:
    """What level `level` (as Splink counts: 0 is the worst, -1 missing) of a comparison says to a reader."""
    levels = next(levels for name, _, levels in COMPARISONS if name == comparison)
    return levels[len(levels) - 1 - level][1]


def settings(trained: dict[str, Any]) -> dict[str, Any]:
    """Splink's settings with the probabilities of `trained`: {"prior": p, "levels": {name: [[m, u], …best first]}}."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "source_dataset_column_name": "source_dataset",
        "probability_two_random_records_match": trained["prior"],
        "blocking_rules_to_generate_predictions": ["l.unique_id = r.unique_id"],
        "comparisons": [_comparison(name, missing, levels, trained) for name, missing, levels in COMPARISONS],
        "retain_matching_columns": True,  # the levels reached are kept only together with what was compared
        "retain_intermediate_calculation_columns": False,
    }


def _comparison(
    name: str, missing: str, levels: tuple[tuple[str, str], ...], trained: dict[str, Any]
) -> dict[str, Any]:
    numbers = trained["levels"][name]
    return {
        "output_column_name": name,
        "comparison_levels": [
            {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True},
            *(
                {"sql_condition": condition, "label_for_charts": words, "m_probability": m, "u_probability": u}
                for (condition, words), (m, u) in zip(levels, numbers, strict=True)
            ),
        ],
    }
