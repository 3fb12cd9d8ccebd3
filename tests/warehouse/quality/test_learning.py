"""How a normal range is learned: robust, like days with like, after a warm-up, moved by a person's approval."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.quality.learning import (
    Approval,
    Observation,
    judge_drift,
    judge_usual,
    season_of,
    shift_between,
)
from warehouse.quality.results import Outcome

MONDAY = date(2026, 3, 2)


def days(values, first=MONDAY):
    return [Observation(first + timedelta(days=n), value) for n, value in enumerate(values)]


def after(history):
    return history[-1].observed_on + timedelta(days=1)


def noisy(count, center=1000.0, spread=0.02, seed=1):
    chance = random.Random(seed)
    return [center * (1 + chance.uniform(-spread, spread)) for _ in range(count)]


def test_a_warm_up_judges_nothing():
    history = days([100.0] * 5)
    judged = judge_usual(1.0, after(history), history)
    assert judged.outcome is Outcome.NOT_APPLICABLE
    assert judged.basis == "warm_up"


@pytest.mark.parametrize(("value", "outcome"), [(1010.0, "passed"), (400.0, "failed"), (3000.0, "failed")])
def test_a_value_outside_the_range_fails_and_names_the_numbers(value, outcome):
    history = days(noisy(20))
    judged = judge_usual(value, after(history), history)
    assert judged.outcome.value == outcome
    assert judged.lower < judged.median < judged.upper
    assert judged.observed()["observation_count"] == 20


def test_outliers_in_the_past_do_not_widen_the_range():
    values = noisy(20)
    values[3], values[11] = 50_000.0, 0.0
    history = days(values)
    assert judge_usual(2000.0, after(history), history).outcome is Outcome.FAILED


def test_weekends_are_compared_with_weekends():
    history = [
        Observation(day, 10.0 if day.weekday() >= 5 else 1000.0)
        for day in (MONDAY + timedelta(days=n) for n in range(42))
    ]
    sunday = MONDAY + timedelta(days=48)
    weekpart = {"season": "weekpart"}
    assert judge_usual(10.0, sunday, history, None, weekpart).outcome is Outcome.PASSED
    assert judge_usual(1000.0, sunday, history, None, weekpart).outcome is Outcome.FAILED
    assert judge_usual(10.0, sunday + timedelta(days=1), history, None, weekpart).outcome is Outcome.FAILED
    assert season_of(sunday, "weekpart") == "weekend"
    assert season_of(date(2026, 2, 1), "month") == "month_02"


def test_chance_alone_moves_small_counts():
    history = days([4.0, 6.0, 5.0, 5.0, 3.0, 7.0, 5.0, 5.0])
    assert judge_usual(12.0, after(history), history, None, {"noise": "count"}).outcome is Outcome.PASSED
    assert judge_usual(40.0, after(history), history, None, {"noise": "count"}).outcome is Outcome.FAILED


def test_ratio_bounds_need_only_a_median():
    history = days([100.0] * 4)
    arguments = {"at_least_ratio": 0.5, "at_most_ratio": 2, "warm_up": 3}
    outcomes = [judge_usual(value, after(history), history, None, arguments).outcome.value for value in (40, 60, 210)]
    assert outcomes == ["failed", "passed", "failed"]


def test_an_approval_makes_a_new_normal():
    history = days(noisy(20))
    today = after(history)
    approval = Approval(4500.0, 5500.0, today, "kim", "새 원천")
    assert judge_usual(5000.0, today, history, approval).outcome is Outcome.PASSED
    assert judge_usual(1000.0, today, history, approval).outcome is Outcome.FAILED
    later = history + [Observation(today + timedelta(days=n), 5000.0 + n) for n in range(8)]
    judged = judge_usual(5010.0, after(later), later, approval)
    assert judged.basis == "history"
    assert judged.median > 4900


def test_slow_drift_is_seen_though_no_day_is_unusual():
    values = [1000 * 0.985**n for n in range(30)]
    history = days(values)
    usual = [judge_usual(values[n], history[n].observed_on, history[:n]).outcome for n in range(10, 30)]
    drift = judge_drift(values[-1], history[-1].observed_on, history[:-1])
    assert Outcome.FAILED not in usual
    assert drift.outcome is Outcome.FAILED


@given(seed=st.integers(0, 10_000), spread=st.floats(0.0, 0.05))
def test_ordinary_noise_is_neither_unusual_nor_drift(seed, spread):
    values = noisy(40, spread=spread, seed=seed)
    history = days(values)
    assert judge_usual(values[-1], history[-1].observed_on, history[:-1]).outcome is Outcome.PASSED
    assert judge_drift(values[-1], history[-1].observed_on, history[:-1]).outcome is Outcome.PASSED


def test_days_after_the_judged_one_do_not_count():
    history = days([100.0] * 20)
    assert judge_usual(100.0, history[4].observed_on, history).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("now", "before", "shift"),
    [({"a": 1}, {"a": 1}, 0), ({"a": 1}, {"b": 1}, 1), ({"a": 0.5, "b": 0.5}, {"a": 1}, 0.5)],
)
def test_shift_between_distributions(now, before, shift):
    assert shift_between(now, before) == shift
