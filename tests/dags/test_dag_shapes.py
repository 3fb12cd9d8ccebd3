"""What an engineer relies on when looking at any DAG of this project."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from warehouse.sources.registry import all_contracts

DAG_FILES = sorted((Path(__file__).resolve().parents[2] / "dags").glob("*.py"))
HEAVY = {"great_expectations", "dbt", "duckdb", "matplotlib", "kiwipiepy", "pandas", "splink", "trafilatura"}


def test_every_dag_parses(dag_bag):
    assert dag_bag.import_errors == {}


def test_every_source_has_its_dag(dag_bag):
    expected = {f"ingest_{contract.name}" for contract in all_contracts()}
    assert expected <= set(dag_bag.dags)
    assert {"build_marts", "upkeep"} <= set(dag_bag.dags)


def test_every_dag_is_documented_owned_and_runs_one_at_a_time(dag_bag):
    for dag in dag_bag.dags.values():
        assert dag.doc_md, dag.dag_id
        assert dag.tags, dag.dag_id
        assert dag.max_active_runs == 1, dag.dag_id
        assert dag.catchup is False, dag.dag_id
        assert dag.deadline, dag.dag_id
        for task in dag.tasks:
            assert task.owner and task.owner != "airflow", task.task_id


def test_every_task_but_the_approval_is_retried_with_growing_pauses(dag_bag):
    for dag in dag_bag.dags.values():
        for task in dag.tasks:
            if task.task_id == "approve":
                assert task.retries == 0
                continue
            assert task.retries >= 2, (dag.dag_id, task.task_id)
            assert task.retry_exponential_backoff, (dag.dag_id, task.task_id)


def test_the_documentation_of_an_ingest_dag_is_the_sources_readme(dag_bag):
    for contract in all_contracts():
        assert dag_bag.dags[f"ingest_{contract.name}"].doc_md == contract.readme
        assert contract.readme.strip(), contract.name


def test_build_marts_starts_with_any_raw_table(dag_bag):
    condition = dag_bag.dags["build_marts"].timetable.asset_condition
    assert {asset.name for asset in condition.objects} == {
        f"raw/{table.name}" for contract in all_contracts() for table in contract.tables
    }


def test_the_build_has_the_pool_of_one_slot(dag_bag):
    assert {task.pool for task in dag_bag.dags["build_marts"].tasks} == {"warehouse_build"}


def test_nothing_is_published_without_the_audit(dag_bag):
    dag = dag_bag.dags["build_marts"]
    assert "audit" in dag.get_task("publish").get_flat_relative_ids(upstream=True)
    assert dag.get_task("publish").trigger_rule == "none_failed_min_one_success"
    assert dag.get_task("report").trigger_rule == "all_done"


@pytest.mark.parametrize("path", DAG_FILES, ids=lambda path: path.name)
def test_a_dag_file_is_a_table_of_contents(path):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree)
    assert len(source.splitlines()) <= 70
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not imported & HEAVY
