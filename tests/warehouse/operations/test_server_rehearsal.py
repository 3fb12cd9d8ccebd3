"""The server of docker-compose.yml as native processes: one whole load, with a worker killed in the middle of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from server import Server, wait_for

from warehouse.services.mail_sink import MailSink

pytestmark = pytest.mark.full

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
SOURCES = ("regions", "press", "lofin")


@pytest.fixture(scope="module")
def server(
    redis_program: str, server_directory: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    directory = server_directory()
    one = Server(Path(__file__).resolve().parents[3], directory)
    try:
        with MailSink(directory / "outbox", one.ports["mail"]):
            one.start_postgres()
            one.start("redis")
            # Every answer of the big budget source takes 400 ms, so that there is a middle to be killed in.
            one.start("sample-sources", WAREHOUSE_SAMPLE_FAULTS="latency=400@/lf/")
            one.run("setup")
            for component in COMPONENTS:
                one.start(component)
            for number in (1, 2):
                one.start("worker", f"worker{number}", **worker_environment(one, number))
            yield one
    finally:
        one.stop()
        shutil.copytree(one.logs, tmp_path_factory.mktemp("rehearsal") / "logs")  # for whoever looks into a failure


def worker_environment(server: Server, number: int) -> dict[str, str]:
    """What two containers have apart and two processes share: host name, log port, Airflow's home."""
    return {
        "HOSTNAME": f"worker{number}",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(server.ports["api"] + number),
        "AIRFLOW_HOME": str(server.directory / "airflow" / f"worker{number}"),
    }


def task_instances(server: Server, dag_id: str, run_id: str) -> dict[str, dict[str, Any]]:
    answer = server.api("GET", f"dags/{dag_id}/dagRuns/{run_id}/taskInstances")
    return {instance["task_id"]: instance for instance in answer["task_instances"]}


def test_every_health_check_passes(server: Server) -> None:
    for service in ("redis", "sample-sources", *COMPONENTS):
        wait_for(f"health of {service}", lambda service=service: server.healthy(service), give_up_after=240, every=3)


def scheduled_run(server: Server, dag_id: str) -> str | None:
    """The run that the scheduler made by the DAG's own timetable: nobody triggers anything here."""
    runs = server.api("GET", f"dags/{dag_id}/dagRuns", params={"run_type": "scheduled"})["dag_runs"]
    return runs[0]["dag_run_id"] if runs else None


def test_a_scheduled_load_survives_a_lost_worker(server: Server) -> None:
    wanted = {f"ingest_{name}" for name in SOURCES} | {"build_marts"}
    known = wait_for(
        "all DAGs known",
        lambda: (
            found := {dag["dag_id"] for dag in server.api("GET", "dags", params={"limit": 100})["dags"]}
        ) >= wanted | {"backup"} and found,
        give_up_after=300,
    )  # fmt: skip
    for dag_id in known - wanted:  # the rehearsal is about one load, not about all of them at once
        server.api("PATCH", f"dags/{dag_id}", json={"is_paused": True})
    runs = {
        name: wait_for(
            f"a run of ingest_{name}", lambda name=name: scheduled_run(server, f"ingest_{name}"), give_up_after=120
        )
        for name in SOURCES
    }

    # Lose the worker that pulls the budget source while it pulls.
    def running_on() -> str | None:
        extract = task_instances(server, "ingest_lofin", runs["lofin"]).get("extract", {})
        archived = list((server.directory / "home/sample/archive/lofin").rglob("*.zst"))
        return (
            server.owner_of(extract["pid"])
            if extract.get("state") == "running" and extract.get("pid") and archived
            else None
        )

    victim = wait_for("the pull of lofin", running_on, give_up_after=300, every=0.2)
    assert victim.startswith("worker")
    server.kill_tree(victim)

    # The other worker brings every load home, and the scheduler starts the build by itself.
    for name, run_id in runs.items():
        state = wait_for(
            f"end of ingest_{name}",
            lambda name=name, run_id=run_id: (
                (found := server.api("GET", f"dags/ingest_{name}/dagRuns/{run_id}")["state"]) in ("success", "failed")
                and found
            ),
            give_up_after=900,
            every=3,
        )
        assert state == "success", (name, task_instances(server, f"ingest_{name}", run_id))
    assert task_instances(server, "ingest_lofin", runs["lofin"])["extract"]["try_number"] >= 2

    def published() -> list[tuple] | None:
        with psycopg.connect(reader(server)) as connection:
            rows = connection.execute(
                "select release_id, row_counts from quality.releases where status = 'published'"
            ).fetchall()
            lines = connection.execute("select to_regclass('marts.budget_lines') is not null").fetchone()[0]
            return (
                rows if lines and connection.execute("select count(*) from marts.budget_lines").fetchone()[0] else None
            )

    wait_for("a release that has the budget", published, give_up_after=900, every=3)
    with psycopg.connect(reader(server)) as connection:
        in_force = connection.execute(
            "select interval_key, count(*) from quality.loads where source = 'lofin' and verdict <> 'failed'"
            " and superseded_by is null group by interval_key"
        ).fetchall()
        doubled = connection.execute(
            "select budget_line_id from marts.budget_lines group by budget_line_id having count(*) > 1"
        ).fetchall()
    assert in_force and all(count == 1 for _, count in in_force), in_force
    assert not doubled


def hold(server: Server) -> tuple[str, str]:
    """A build whose only critical finding a person may override: the run, and the release that serves meanwhile."""
    with server.postgres.superuser_connection("warehouse") as connection:
        connection.execute(  # as if there had been a hundred thousand documents all week
            "insert into quality.observations (layer, table_name, metric, observed_on, value)"
            " select 'marts', 'documents', 'row_count', current_date - n, 100000 from generate_series(1, 7) as n"
        )
    serving = served(server)
    run_id = server.api("POST", "dags/build_marts/dagRuns", json={"logical_date": None})["dag_run_id"]
    wait_for("the question", lambda: state_of_approval(server, run_id) == "awaiting_input", give_up_after=600, every=2)
    return run_id, serving


def state_of_approval(server: Server, run_id: str) -> str | None:
    return task_instances(server, "build_marts", run_id).get("approve", {}).get("state")


def answer(server: Server, run_id: str, choice: str, reason: str | None) -> None:
    given = {} if reason is None else {"reason": reason}
    path = f"dags/build_marts/dagRuns/{run_id}/taskInstances/approve/-1/hitlDetails"
    time.sleep(2)  # an answer in the second in which the task begins to wait fails it (Airflow 3.3.2)
    server.api("PATCH", path, json={"chosen_options": [choice], "params_input": given})


def end_of(server: Server, run_id: str) -> str:
    def state() -> str | None:
        found = server.api("GET", f"dags/build_marts/dagRuns/{run_id}")["state"]
        return found if found in ("success", "failed") else None

    return wait_for("the end of the build", state, give_up_after=400, every=2)


def served(server: Server) -> str:
    with psycopg.connect(reader(server)) as connection:
        return connection.execute("select release_id from quality.releases where status = 'published'").fetchone()[0]


def newest_release(server: Server) -> tuple:
    with psycopg.connect(reader(server)) as connection:
        return connection.execute(
            "select release_id, status, approved_by, approval_reason, error from quality.releases"
            " order by built_at desc limit 1"
        ).fetchone()


def mails_about(server: Server, release_id: str) -> list[str]:
    """Subject and text of each, in the order they were sent."""
    found = []
    for path in sorted((server.directory / "outbox").glob("*.eml")):
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        if release_id.removeprefix("release-") in message["Subject"]:
            found.append(f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}")
    return found


def test_a_held_release_is_published_when_a_person_approves_with_a_reason(server: Server) -> None:
    run_id, serving = hold(server)
    release_id, *_ = newest_release(server)
    assert served(server) == serving != release_id
    (before,) = mails_about(server, release_id)
    assert "승인 대기" in before and "행 수가 지난 발표본들의 절반 아래로 줄지 않았습니다." in before
    assert f"/dags/build_marts/runs/{run_id}/tasks/approve/required_actions" in unquote(before)

    answer(server, run_id, "Approve", None)  # the REST API asks for no reason, the warehouse does
    wait_for("the question again", lambda: state_of_approval(server, run_id) == "awaiting_input", give_up_after=60)
    assert served(server) == serving
    answer(server, run_id, "Approve", "표본을 줄였습니다")
    assert end_of(server, run_id) == "success"
    assert served(server) == release_id
    assert newest_release(server)[1:4] == ("published", "admin", "표본을 줄였습니다")
    assert len(mails_about(server, release_id)) == 2, "asking again sends no second mail"
    assert "사람이 승인해 공개했습니다" in mails_about(server, release_id)[1]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("문서가 빠졌습니다", "admin님이 공개를 거절했습니다. 이유: 문서가 빠졌습니다"),
        (None, "기한 안에 아무도 승인하지 않아"),
    ],
    ids=["rejected", "nobody answers"],
)
def test_a_held_release_is_not_published_when(server: Server, reason: str | None, said: str) -> None:
    run_id, serving = hold(server)
    if reason:
        answer(server, run_id, "Reject", reason)
    assert end_of(server, run_id) == "failed"
    release_id, status, by, _, error = newest_release(server)
    assert (status, by) == ("failed", None) and said in error
    assert served(server) == serving != release_id
    assert "실패" in (after := mails_about(server, release_id)[1]) and said in after


def test_the_worker_left_is_healthy_and_redis_asks_for_a_password(server: Server) -> None:
    (left,) = [name for name in server.processes if name.startswith("worker")]
    hostname = subprocess.run(["hostname"], capture_output=True, text=True).stdout.strip()
    environment = worker_environment(server, int(left[-1])) | {"HOSTNAME": hostname}
    assert server.healthy("worker", **environment)
    refused = subprocess.run(["redis-cli", "-p", str(server.ports["redis"]), "ping"], capture_output=True, text=True)
    assert "NOAUTH" in refused.stdout


def test_the_reports_arrived(server: Server) -> None:
    assert wait_for("a mail", lambda: list((server.directory / "outbox").glob("*.eml")), give_up_after=120)


def test_no_secret_stands_in_any_log_mail_or_file(server: Server) -> None:
    secrets = {path.name: path.read_bytes() for path in server.secrets.iterdir() if path.stat().st_size}
    looked_at, found = 0, []
    for folder in ("process_logs", "home/sample", "outbox", "airflow"):
        for path in (server.directory / folder).rglob("*"):
            if path.is_file() and "secrets" not in path.parts and path.suffix not in (".duckdb", ".parquet"):
                content = path.read_bytes()
                looked_at += 1
                found += [(name, path) for name, value in secrets.items() if value in content]
    assert looked_at > 20
    assert not found


def reader(server: Server) -> str:
    """How a BI tool connects."""
    return (
        f"postgresql://bi_reader:{server.secret('postgres_bi_reader')}@127.0.0.1:{server.ports['postgres']}/warehouse"
    )
