"""Superset in an environment of its own imports the dashboards, every chart's query returns rows, and a browser shows them.

The marts are those of a whole sample load; the environment is the one of the image `superset` in docker-compose.yml.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.full

ROOT = Path(__file__).resolve().parents[3]
DEPLOYMENT = ROOT / "docs" / "deployment"
BIN = Path(sys.executable).parent
DASHBOARDS = ("warehouse-initiatives", "warehouse-money", "warehouse-regions")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_with(folder: Path, python: str, *requirements: str | Path) -> Path:
    """A virtual environment of its own; returns its `bin`."""
    subprocess.run([BIN / "uv", "venv", "--quiet", "--python", python, folder], check=True)
    subprocess.run(
        [BIN / "uv", "pip", "install", "--quiet", "--python", folder / "bin/python", *requirements], check=True
    )
    return folder / "bin"


@pytest.fixture(scope="module")
def loaded(server_directory: Callable[[], Path]) -> Iterator[dict[str, str]]:
    """The environment of a home after one whole sample load."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WAREHOUSE"))}
    environment["WAREHOUSE_HOME"] = str(server_directory())
    for name in ("POSTGRES", "SMTP", "SAMPLE"):
        environment[f"WAREHOUSE_{name}_PORT"] = str(free_port())
    run = subprocess.run([BIN / "warehouse", "run"], env=environment, capture_output=True, text=True, timeout=1500)
    assert run.returncode == 0, run.stdout + run.stderr
    yield environment
    subprocess.run([BIN / "warehouse", "down"], env=environment, check=True)


@pytest.fixture(scope="module")
def superset(loaded: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A Superset that serves, set up and started by the command of docker-compose.yml; its address and environment."""
    if not re.search(
        r"3\.11",
        subprocess.run([BIN / "uv", "python", "find", "3.11"], capture_output=True, text=True).stdout + sys.version,
    ):
        pytest.skip("Superset 6.1 needs Python 3.11, which is not installed here")
    folder = tmp_path_factory.mktemp("superset")
    programs = environment_with(
        folder / "venv", "3.11", "--require-hashes", "--requirement", DEPLOYMENT / "superset-requirements.txt"
    )
    subprocess.run(["sh", DEPLOYMENT / "make-secrets.sh", folder / "secrets"], check=True, capture_output=True)
    port = free_port()
    environment = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "WAREHOUSE_SECRETS": str(folder / "secrets"),
        "SUPERSET_HOME": str(folder / "home"),
        "SUPERSET_CONFIG_PATH": str(DEPLOYMENT / "superset_config.py"),
        "SUPERSET_METADATA_ADDRESS": f"sqlite:///{folder}/superset.db",
        "SUPERSET_BIND": f"127.0.0.1:{port}",
        "FLASK_APP": "superset.app:create_app()",
    }
    sys.path.insert(0, str(ROOT / "tests/warehouse/operations"))
    from composed import Composed

    with (folder / "superset.log").open("wb") as log:
        process = subprocess.Popen(
            Composed(ROOT).command("superset"),
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(address, process, folder / "superset.log")
        yield address, environment
    finally:
        os.killpg(process.pid, signal.SIGKILL)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + 600
    while time.monotonic() < give_up_at:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(2)
    raise AssertionError(log.read_text()[-3000:])


@pytest.fixture(scope="module")
def imported(superset: tuple[str, dict[str, str]], loaded: dict[str, str]) -> str:
    """The dashboards, imported twice: the second time replaces the first."""
    address, environment = superset
    secret = (Path(environment["WAREHOUSE_SECRETS"]) / "superset_admin").read_text()
    command = [BIN / "warehouse", "dashboards", "import", "--superset", address]
    for _ in range(2):
        result = subprocess.run(command, env={**loaded, "SUPERSET_PASSWORD": secret}, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
    assert all(name in result.stdout for name in DASHBOARDS)
    return secret


@pytest.fixture(scope="module")
def seen(
    imported: str, superset: tuple[str, dict[str, str]], chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict, Path]:
    """What Chromium saw, and the folder of its pictures."""
    folder = tmp_path_factory.mktemp("pictures")
    programs = environment_with(tmp_path_factory.mktemp("browser") / "venv", sys.executable, "playwright==1.65.2")
    command = [
        programs / "python",
        Path(__file__).with_name("look.py"),
        chromium,
        superset[0],
        "admin",
        folder,
        *DASHBOARDS,
    ]
    environment = {**os.environ, "SUPERSET_PASSWORD": imported}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout), folder


@pytest.mark.parametrize("dashboard", DASHBOARDS)
def test_every_chart_asks_the_marts_and_gets_rows(seen: tuple[dict, Path], dashboard: str) -> None:
    requests = seen[0]["dashboards"][dashboard]["requests"]
    charts = {request["chart"] for request in requests if request["chart"]}
    from warehouse.dashboards.definitions import definitions

    shown = [
        name
        for row in definitions("dashboards")[dashboard.removeprefix("warehouse-")]["rows"]
        for name, _ in row["charts"]
    ]
    assert len(charts) == len(shown)
    failed = [request for request in requests if request["status"] != 200 or request["error"]]
    assert not failed
    last = {request["chart"]: request["rows"] for request in requests}
    assert all(rows > 0 for rows in last.values()), last


@pytest.mark.parametrize("dashboard", DASHBOARDS[1:])  # the first one opens with all years
def test_the_year_reaches_every_chart_but_the_courses_over_the_years(seen: tuple[dict, Path], dashboard: str) -> None:
    from warehouse.dashboards.definitions import definitions

    kept = definitions("dashboards")[dashboard.removeprefix("warehouse-")]["keep_all_years"]
    titles = {definitions("charts")[name]["title"] for name in kept}
    asked = {
        seen[0]["titles"][str(request["chart"])]: "fiscal_year" in request["filtered_by"]
        for request in seen[0]["dashboards"][dashboard]["requests"]
        if request["chart"]
    }
    assert {title for title, is_filtered in asked.items() if not is_filtered} == titles


def test_the_statements_open_with_sentences_each_once(seen: tuple[dict, Path]) -> None:
    requests = seen[0]["dashboards"]["warehouse-initiatives"]["requests"]
    rows = next(r["first_rows"] for r in requests if "Who said what" in seen[0]["titles"].get(str(r["chart"]), ""))
    assert len(rows) == 10 and all(row["title_ko"] and row["quote"] for row in rows)
    assert len({(row["quote"], row["title_ko"], row["name_ko"]) for row in rows}) == 10


@pytest.mark.parametrize("dashboard", DASHBOARDS)
def test_the_browser_shows_no_error(seen: tuple[dict, Path], dashboard: str) -> None:
    board = seen[0]["dashboards"][dashboard]
    assert not board["alerts"] and not board["empty"]
    assert "Missing helper" not in board["text"] and "오류" not in board["text"]
    picture = seen[1] / f"{dashboard}.png"
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 100_000


def test_the_maps_are_drawn(seen: tuple[dict, Path]) -> None:
    board = seen[0]["dashboards"]["warehouse-regions"]
    assert board["tiles"] >= 10
    assert board["tile_colours"] >= 3, "tiles without colours: the style was stripped"


def test_scripts_of_strangers_are_blocked_and_nothing_else(seen: tuple[dict, Path]) -> None:
    others = [text for text in seen[0]["complaints"] if "Content Security Policy" not in text]
    assert not others


def test_a_wrong_password_is_said_in_a_sentence(superset: tuple[str, dict[str, str]], loaded: dict[str, str]) -> None:
    command = [BIN / "warehouse", "dashboards", "import", "--superset", superset[0]]
    result = subprocess.run(command, env={**loaded, "SUPERSET_PASSWORD": "wrong"}, capture_output=True, text=True)
    assert result.returncode == 1 and "refuses the log-in" in result.stderr and "Traceback" not in result.stderr
