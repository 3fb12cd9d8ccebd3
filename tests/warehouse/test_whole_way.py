"""The outer contract: one command loads the warehouse through Airflow, and nothing half or bad ever shows.

One home lives through the file: first run, second run with planted faults, a kill in the middle, a blocked release.
"""

from __future__ import annotations

import email
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from email import policy
from pathlib import Path

import psycopg
import pytest

from warehouse.settings import Settings

from .quality.airflow_home import AirflowHome, environment_for
from .quality.mart_faults import FAULTS

PROJECT_ROOT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT_ROOT.parent / "shared" / "seeds"
WAREHOUSE = Path(sys.executable).parent / "warehouse"
needs_seeds = pytest.mark.skipif(not SEEDS.exists(), reason="the seed articles are not beside this checkout")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Home:
    """A warehouse of its own, driven only by its command line."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WAREHOUSE"))
        }
        self.environment |= {
            "WAREHOUSE_HOME": str(directory),
            "WAREHOUSE_POSTGRES_PORT": str(free_port()),
            "WAREHOUSE_SMTP_PORT": str(free_port()),
            "WAREHOUSE_SAMPLE_PORT": str(free_port()),
        }

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(WAREHOUSE), *arguments],
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def command(self, *arguments: str, **more: str) -> tuple[int, str]:
        process = self.start(*arguments, **more)
        output, _ = process.communicate(timeout=540)
        return process.returncode, output

    def query(self, text: str, *values: object) -> list[tuple]:
        code, address = self.command("connection")
        assert code == 0, address
        with psycopg.connect(address.strip().splitlines()[-1]) as connection:
            return connection.execute(text, list(values) or None).fetchall()

    def mails(self) -> list[email.message.EmailMessage]:
        paths = sorted((self.directory / "sample" / "outbox").glob("*.eml"))
        return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


@pytest.fixture(scope="module")
def home(server_directory):
    one = Home(server_directory())
    inbox = {"WAREHOUSE_ARTICLE_INBOX": str(SEEDS)} if SEEDS.exists() else {}
    code, output = one.command("run", **inbox)
    one.first_code, one.first_output = code, output
    yield one
    one.command("down")


def test_the_first_run_publishes_and_says_where_everything_is(home):
    assert home.first_code == 0, home.first_output
    for word in ("release-", ".eml", "표본"):
        assert word in home.first_output


def test_every_mart_has_rows_and_is_readable_by_any_client(home):
    tables = [name for (name,) in home.query("select tablename from pg_tables where schemaname = 'marts'")]
    assert {"initiatives", "initiative_mentions", "budget_facts", "budget_lines", "regions", "region_years"} <= set(
        tables
    )
    for table in tables:
        assert home.query(f'select count(*) from marts."{table}"')[0][0] > 0, table


def test_every_mart_column_says_in_korean_what_it_is(home):
    silent = home.query(
        "select c.table_name, c.column_name from information_schema.columns c where c.table_schema = 'marts'"
        " and coalesce(col_description(format('marts.%I', c.table_name)::regclass, c.ordinal_position), '') !~ '[가-힣]'"
    )
    assert silent == []


@pytest.mark.parametrize(
    "statement",
    [
        "create table marts.x (a int)",
        "delete from marts.regions",
        "select 1 from marts_prev.regions",
        "create schema x",
    ],
)
def test_the_reader_cannot_write_or_see_elsewhere(home, statement):
    _, address = home.command("connection")
    with psycopg.connect(address.strip().splitlines()[-1]) as connection:
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.Error):
            connection.execute(statement)


@needs_seeds
def test_seouls_programme_is_in_the_marts_with_its_parts(home):
    rows = home.query(
        "select amount_krw, role from marts.budget_facts join marts.documents using (document_id)"
        " where origin = 'inbox' and marts.budget_facts.region_name_ko = '서울특별시' and attributed_year = 2022"
    )
    assert (345_900_000_000, "total") in rows
    assert {175_300_000_000, 106_700_000_000, 63_900_000_000} <= {a for a, role in rows if role == "component"}


@needs_seeds
def test_the_number_of_its_projects_stands_beside_the_money(home):
    rows = home.query(
        "select stated_count, region_name_ko from marts.count_facts join marts.documents using (document_id, region_name_ko)"
        " where origin = 'inbox'"
    )
    assert (1067, "서울특별시") in rows


def test_the_project_list_and_policy_briefings_reach_the_initiatives(home):
    rows = home.query(
        "select i.owner_name_ko, m.record_key, m.archive_sha256 from marts.initiatives i"
        " join marts.initiative_mentions m using (initiative_id) where m.mention_kind = 'register'"
    )
    assert len(rows) > 1000 and all(all(row) for row in rows)
    assert home.query("select count(*) from marts.region_years where listed_krw > 0 and sido_code = '11'")[0][0] > 20
    told = {(source, marts) for source, marts in home.query("select source_name, mart_names from marts.sources")}
    assert ("policy_news", "documents") in told


def test_every_question_can_be_asked_in_postgresql(home):
    _, address = home.command("connection")
    with psycopg.connect(address.strip().splitlines()[-1]) as connection:
        for path in sorted((PROJECT_ROOT / "docs" / "questions").glob("*.sql")):
            connection.execute(path.read_text(encoding="utf-8"))


@needs_seeds
def test_a_misprinted_unit_is_flagged_with_its_correction(home):
    rows = home.query("select is_suspect, corrected_krw from marts.budget_facts where amount_krw = 784")
    assert rows == [(True, 78_400_000_000)]


@needs_seeds
def test_no_amount_of_the_page_furniture_enters(home):
    rows = home.query(
        "select amount_krw from marts.budget_facts join marts.documents using (document_id)"
        " where origin = 'inbox' and amount_krw in (186000000000, 5000000000)"
    )
    assert rows == []


@needs_seeds
def test_an_undated_article_keeps_the_name_its_city_had(home):
    regions = [name for (name,) in home.query("select region_name_ko from marts.documents where origin = 'inbox'")]
    assert "광주광역시" in regions
    assert "전남광주통합특별시" not in regions


def test_every_stated_amount_leads_back_to_its_words(home):
    assert home.query(
        "select count(*) from marts.budget_facts where quote is null or length(quote) not between 1 and 60"
        " or span_end - span_start <> length(quote)"
    ) == [(0,)]


def test_mails_went_out_for_every_load_and_for_the_release_and_say_that_they_are_sample(home):
    mails = home.mails()
    assert len(mails) >= 4
    for mail in mails:
        assert "표본" in mail["Subject"]
        assert mail.get_body(("plain",)).get_content().strip()
        assert "<table" in mail.get_body(("html",)).get_content()


def test_bad_rows_are_kept_aside_with_their_reason_and_told_in_the_mail(home):
    before = len(home.mails())
    faults = "negative_amount,unknown_region,duplicate_key"
    code, output = home.command("run", "--source", "lofin", WAREHOUSE_SAMPLE_FAULTS=faults)
    assert code == 0, output
    rows = home.query("select check_id, reason_ko, record from quality.quarantine where source = 'lofin'")
    checks = " ".join(check for check, _, _ in rows)
    assert "not_negative" in checks
    assert "government" in checks
    assert "key" in checks or "duplicate" in checks
    assert all(reason and record for _, reason, record in rows)
    text = home.mails()[before].get_body(("plain",)).get_content()
    assert "격리" in text


def test_a_load_repeated_supersedes_and_counts_nothing_twice(home):
    in_force = home.query(
        "select source, interval_key, count(*) from quality.loads where superseded_by is null and verdict like 'passed%'"
        " group by 1, 2 having count(*) > 1"
    )
    assert in_force == []


def test_a_kill_in_the_middle_leaves_nothing_half_and_the_next_run_is_clean(home):
    process = home.start("run", "--source", "press")
    staging = home.directory / "sample" / "raw" / ".staging"
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        if staging.exists() and any(path.is_dir() for path in staging.iterdir()):
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    documents = home.query("select count(*) from marts.documents")
    code, output = home.command("run", "--source", "press", **_inbox())
    assert code == 0, output
    assert not any(path.is_dir() for path in staging.iterdir())
    assert home.query("select count(*) from marts.documents") == documents
    assert home.query(
        "select count(*) from quality.loads where source = 'press' and superseded_by is null and verdict like 'passed%'"
    ) == [(1,)]


def test_a_critical_fault_blocks_the_release_while_a_reader_notices_nothing(home, tmp_path):
    serving = home.query("select release_id from quality.releases where status = 'published'")
    errors, seen, stop = [], set(), threading.Event()
    _, address = home.command("connection")

    def read() -> None:
        with psycopg.connect(address.strip().splitlines()[-1], autocommit=True) as connection:
            while not stop.is_set():
                try:
                    seen.add(connection.execute("select count(*), sum(amount_krw) from marts.budget_facts").fetchone())
                except psycopg.Error as error:
                    errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        code, output = home.command("run", WAREHOUSE_SAMPLE_FAULTS="doubled_snapshot")
    finally:
        stop.set()
        reader.join()
    assert code != 0, output
    assert errors == []
    assert len(seen) == 1
    assert home.query("select release_id from quality.releases where status = 'published'") == serving


def test_faults_planted_in_the_marts_stop_the_release_at_the_mart_gate(home, tmp_path):
    _planted_release_is_stopped(home, tmp_path, "marts")


@pytest.mark.full
def test_the_whole_catalogue_of_mart_faults_stops_each_release(home, tmp_path):
    _planted_release_is_stopped(home, tmp_path, "all_marts")


def _planted_release_is_stopped(home, directory, rounds):
    """Each fault fails its own check with its severity, where the release before passed it; readers see no change."""
    serving, comment = _serving(home)
    mails = len(home.mails())
    airflow = AirflowHome(Settings(WAREHOUSE_HOME=str(home.directory)), environment_for(home.environment), directory)
    outcomes = airflow.run(rounds)
    catalogue = {fault.name: fault for fault in FAULTS}
    for outcome in outcomes:
        assert outcome["build_marts"] == "failed"
        found = _outcomes(home, outcome["release_id"])
        expected = {f"marts.{catalogue[name].check}": catalogue[name].severity for name in outcome["faults"]}
        assert {check: found[check] for check in expected} == {
            check: ("failed", severity) for check, severity in expected.items()
        }
        sound = _outcomes(home, serving)
        assert {check for check in expected if sound.get(check, ("absent",))[0] == "failed"} == set()
        assert home.query(
            "select verdict, published_at from quality.releases where release_id = %s", outcome["release_id"]
        ) == [("failed", None)]
    assert _serving(home) == (serving, comment)
    assert len(home.mails()) == mails  # nobody listened: the reports wait in the queue


def _outcomes(home, release_id):
    rows = home.query("select check_id, outcome, severity from quality.check_results where release_id = %s", release_id)
    return {check: (outcome, severity) for check, outcome, severity in rows}


def _serving(home):
    """Which release serves, and the fingerprints of all its tables."""
    ((release_id,),) = home.query("select release_id from quality.releases where status = 'published'")
    return release_id, home.query("select obj_description('marts'::regnamespace, 'pg_namespace')")


def _inbox() -> dict[str, str]:
    return {"WAREHOUSE_ARTICLE_INBOX": str(SEEDS)} if SEEDS.exists() else {}
