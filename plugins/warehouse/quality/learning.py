"""How a normal range is learned from history: median and MAD, like days with like, after a warm-up; pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from warehouse.quality.results import Outcome

WARM_UP = 6  # fewer like days say nothing about what is usual
WINDOW = 60  # older ones say nothing about today
TOLERANCE = 4.0  # in robust standard deviations; 4 keeps 30 ordinary days of 40 metrics without a false alarm
MAD_TO_DEVIATION = 1.4826  # makes the MAD of a normal distribution its standard deviation
LEAST_RELATIVE_DEVIATION = 0.05  # a metric that never moved may still move a little


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of a metric, on the day its load or release speaks of."""

    observed_on: date
    value: float


@dataclass(frozen=True, slots=True)
class Approval:
    """A value that a person declared normal: bounds until enough values after it are known."""

    lower: float
    upper: float
    effective_from: date
    approved_by: str
    reason: str
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a value is usual, and the numbers that say so."""

    outcome: Outcome
    value: float | None
    season: str
    observation_count: int
    median: float | None = None
    deviation: float | None = None
    lower: float | None = None
    upper: float | None = None
    basis: str = "history"  # "history" | "approval" | "warm_up"

    def observed(self) -> dict[str, Any]:
        """For `check_results.observed`."""
        return {name: value for name, value in asdict(self).items() if name != "outcome" and value is not None}


def season_of(day: date, kind: str = "all") -> str:
    """The class of like days: `all`, `weekpart` (weekday or weekend), `weekday` (by name), `month`, or `year`.

    `year` is for what begins anew each fiscal year, as cumulative budget snapshots do on 1 January.
    """
    if kind == "year":
        return f"year_{day.year}"
    if kind == "weekpart":
        return "weekend" if day.weekday() >= 5 else "weekday"
    if kind == "weekday":
        return ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day.weekday()]
    if kind == "month":
        return f"month_{day.month:02d}"
    return "all"


def judge_usual(
    value: float | None,
    day: date,
    history: Sequence[Observation],
    approval: Approval | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Judgement:
    """Whether `value` lies in the range that like days before `day` taught."""
    arguments = arguments or {}
    kind = arguments.get("season", "all")
    season = season_of(day, kind)
    values = like_days(history, day, kind, approval)
    if value is None or not math.isfinite(value):
        return Judgement(Outcome.NOT_APPLICABLE, None, season, len(values))
    if len(values) < arguments.get("warm_up", WARM_UP):
        if approval:
            lower, upper, basis = approval.lower, approval.upper, "approval"
            return _within(value, lower, upper, season, values, basis)
        return Judgement(Outcome.NOT_APPLICABLE, value, season, len(values), basis="warm_up")
    lower, upper = bounds(values, arguments)
    return _within(value, lower, upper, season, values, "history")


def judge_drift(
    value: float | None,
    day: date,
    history: Sequence[Observation],
    approval: Approval | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Judgement:
    """Whether the last days, taken together, have crept away from where the metric stood long before."""
    arguments = arguments or {}
    kind, recent_count = arguments.get("season", "all"), arguments.get("recent", 7)
    reference_count, maximum_change = arguments.get("reference", 14), arguments.get("maximum_change", 0.15)
    season = season_of(day, kind)
    values = like_days(history, day, kind, approval)
    if value is None or len(values) < recent_count - 1 + reference_count:
        return Judgement(Outcome.NOT_APPLICABLE, value, season, len(values), basis="warm_up")
    recent = median([*values[len(values) - recent_count + 1 :], value])
    reference = values[:reference_count]
    center = median(reference)
    # Medians of n values scatter by about 1.25 / sqrt(n) of the deviation of one.
    noise = 3 * 1.25 * deviation_of(reference) * math.sqrt(1 / recent_count + 1 / reference_count)
    reach = max(maximum_change * abs(center), noise)
    return _within(recent, center - reach, center + reach, season, reference, "history")


def bounds(values: Sequence[float], arguments: Mapping[str, Any]) -> tuple[float, float]:
    """The usual range: shares of the median where the rule names them, else robust deviations around it."""
    center = median(values)
    if "at_least_ratio" in arguments or "at_most_ratio" in arguments:
        lowest = center * arguments.get("at_least_ratio", -math.inf) if "at_least_ratio" in arguments else -math.inf
        highest = center * arguments["at_most_ratio"] if "at_most_ratio" in arguments else math.inf
        return lowest, highest
    floor = max(LEAST_RELATIVE_DEVIATION * abs(center), arguments.get("least_deviation", 0.0))
    if arguments.get("noise") == "count":
        floor = max(floor, math.sqrt(abs(center)))  # what chance alone does to a count
    reach = arguments.get("tolerance", TOLERANCE) * max(deviation_of(values), floor)
    return center - reach, center + reach


def deviation_of(values: Sequence[float]) -> float:
    """Robust standard deviation."""
    center = median(values)
    return MAD_TO_DEVIATION * median([abs(value - center) for value in values])


def like_days(history: Sequence[Observation], day: date, kind: str, approval: Approval | None) -> list[float]:
    """Values of the same season before `day`, oldest first; what a person's approval outdated is left out."""
    season = season_of(day, kind)
    fresh = [
        observation
        for observation in history
        if observation.observed_on < day
        and season_of(observation.observed_on, kind) == season
        and (approval is None or observation.observed_on >= approval.effective_from)
    ]
    fresh.sort(key=lambda observation: observation.observed_on)
    return [observation.value for observation in fresh[-WINDOW:]]


def shift_between(now: Mapping[str, float], before: Mapping[str, float]) -> float:
    """Total variation distance of two distributions of shares: 0 the same, 1 nothing in common."""
    return 0.5 * sum(abs(now.get(key, 0.0) - before.get(key, 0.0)) for key in now.keys() | before.keys())


def _within(value: float, lower: float, upper: float, season: str, values: Sequence[float], basis: str) -> Judgement:
    outcome = Outcome.PASSED if lower <= value <= upper else Outcome.FAILED
    finite = [None if math.isinf(bound) else bound for bound in (lower, upper)]
    return Judgement(
        outcome, value, season, len(values), median(values) if values else None,
        deviation_of(values) if values else None, finite[0], finite[1], basis,
    )  # fmt: skip
