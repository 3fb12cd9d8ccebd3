"""How many tasks run at once: bounded by this machine's cores, unless workers elsewhere bound themselves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warehouse.services.airflow import airflow_environment
from warehouse.settings import Settings

NAME = "AIRFLOW__CORE__PARALLELISM"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in (NAME, "AIRFLOW__CORE__EXECUTOR", "WAREHOUSE_SECRETS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql+psycopg2://a@127.0.0.1/airflow")
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE_POSTGRES", "postgresql://a@127.0.0.1/warehouse")
    return Settings(WAREHOUSE_HOME=str(tmp_path))


@pytest.mark.parametrize(("cores", "tasks"), [(None, "2"), (1, "2"), (2, "2"), (3, "3"), (64, "4")])
def test_one_machine_runs_a_task_for_each_core(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, cores: int | None, tasks: str
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert airflow_environment(settings)[NAME] == tasks


def test_more_workers_are_not_held_to_one_machines_cores(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    assert airflow_environment(settings)[NAME] == "32"


def test_what_the_operator_sets_wins(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "7")
    assert airflow_environment(settings)[NAME] == "7"
