"""A build asked for by loads that the serving release holds already ends at once; every other one builds."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from warehouse.orchestration.tasks import already_served, build_staging, check_served_release
from warehouse.release import registry
from warehouse.release.copy import copy_marts
from warehouse.release.swap import publish
from warehouse.settings import Settings

FIRST = "release-20260101T000000"
LOADS = ["press-2026-01-01-20260102T000000000000", "lofin-2026-01-01-20260102T000000000000"]


def asked_by(run_type: str) -> dict:
    return {"dag_run": SimpleNamespace(run_type=run_type)}


@pytest.fixture
def released(build: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("WAREHOUSE_HOME", str(build.base_home))
    registry.start_release(build, FIRST, LOADS)
    copy_marts(build, FIRST)
    publish(build, FIRST)
    return build


def test_loads_that_serve_already_need_no_build(released: Settings) -> None:
    assert already_served(LOADS[::-1], asked_by("asset_triggered")) == FIRST


@pytest.mark.parametrize("loads", [[LOADS[0]], [*LOADS, "press-2026-01-02-20260103T000000000000"], []])
def test_other_loads_are_built(released: Settings, loads: list[str]) -> None:
    assert already_served(loads, asked_by("asset_triggered")) is None


def test_a_person_who_asks_gets_a_build(released: Settings) -> None:
    assert already_served(LOADS, asked_by("manual")) is None


def test_a_release_given_up_serves_nothing(released: Settings) -> None:
    registry.start_release(released, "release-20260102T000000", [*LOADS, "press-2026-01-02-20260103T000000000000"])
    registry.record_failure(released, "release-20260102T000000", "stopped")
    assert already_served([*LOADS, "press-2026-01-02-20260103T000000000000"], asked_by("asset_triggered")) is None


def test_the_task_says_which_release_and_opens_none(released: Settings) -> None:
    """The raw zone of this home is empty, and so is what the release is said to hold."""
    registry.start_release(released, "release-20260102T000000", [])
    copy_marts(released, "release-20260102T000000")
    publish(released, "release-20260102T000000")
    before = registry.list_releases(released)
    with pytest.raises(AirflowSkipException, match="release-20260102T000000 serves every load"):
        build_staging(asked_by("asset_triggered"))
    assert registry.list_releases(released) == before


def test_before_the_first_release_there_is_nothing_to_check(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from warehouse.database import connect
    from warehouse.quality.history import ensure_schema

    monkeypatch.setenv("WAREHOUSE_HOME", str(settings.base_home))
    with connect(settings) as connection:
        ensure_schema(connection)
    with pytest.raises(AirflowSkipException, match="Nothing has been released"):
        check_served_release()
