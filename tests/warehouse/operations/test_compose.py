"""docker-compose.yml and the image: valid, closed to the outside, without secrets, and installable from clean sources."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from composed import Composed

from warehouse.operations.entry import server_settings

ROOT = Path(__file__).resolve().parents[3]
DEPLOYMENT = ROOT / "docs" / "deployment"
ONE_SHOT = {"setup", "dashboards"}
COMPOSED = Composed(ROOT)
SERVICES = sorted(COMPOSED.services)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardened_limited_and_restarted(name: str) -> None:
    service = COMPOSED.services[name]
    assert service["user"] not in ("root", "0", "0:0")
    assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["restart"] == ("on-failure:3" if name in ONE_SHOT else "unless-stopped")
    assert service.get("healthcheck") or name in ONE_SHOT
    assert not service.get("privileged") and service.get("network_mode") != "host"


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image = COMPOSED.services[name]["image"]
    assert ":" in image and not image.endswith(":latest")


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_loopback_unless_asked(name: str) -> None:
    for port in COMPOSED.services[name].get("ports", []):
        assert port.startswith("127.0.0.1:"), port
    opened = Composed(ROOT, {"WAREHOUSE_LISTEN": "10.0.0.5"}).services[name]
    assert all(port.startswith("10.0.0.5:") for port in opened.get("ports", []))


def test_redis_and_the_sample_sources_are_not_published() -> None:
    assert "ports" not in COMPOSED.services["redis"] and "ports" not in COMPOSED.services["sample-sources"]


def test_only_celery_needs_a_profile() -> None:
    assert {name for name in SERVICES if COMPOSED.services[name].get("profiles")} == {"worker", "redis"}
    switched_on = (DEPLOYMENT / "celery.env").read_text()
    assert "COMPOSE_PROFILES=celery" in switched_on and "WAREHOUSE_EXECUTOR=CeleryExecutor" in switched_on


def test_every_volume_says_what_a_backup_does_with_it() -> None:
    volumes = COMPOSED.content["volumes"]
    assert {volume["labels"]["warehouse.backup"] for volume in volumes.values()} <= {"dump", "copy", "hold", "skip"}
    mounted = {mount.split(":")[0] for service in COMPOSED.services.values() for mount in service.get("volumes", [])}
    assert mounted == set(volumes)


def test_secrets_are_least_and_known(tmp_path: Path) -> None:
    asked = {name: set(service.get("secrets", [])) for name, service in COMPOSED.services.items()}
    declared = set(COMPOSED.content["secrets"])
    assert set().union(*asked.values()) == declared
    assert [name for name, secrets in asked.items() if "postgres_superuser" in secrets] == ["postgres", "setup"]
    assert asked["superset"] == {"superset_key", "superset_admin", "postgres_superset"}
    assert not asked["sample-sources"] and not asked["mailpit"] if "mailpit" in asked else True
    subprocess.run(
        ["sh", str(DEPLOYMENT / "make-secrets.sh"), str(tmp_path / "secrets")], check=True, capture_output=True
    )
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == declared


def test_made_secrets_are_private_strong_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    command = ["sh", str(DEPLOYMENT / "make-secrets.sh"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    first = {path.name: path.read_text() for path in folder.iterdir()}
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    generated = [
        value for name, value in first.items() if not name.endswith(("_key", "_connection")) or name == "superset_key"
    ]
    assert len(set(generated)) == len(generated) and all(len(value) >= 20 for value in generated)
    from cryptography.fernet import Fernet

    Fernet(first["airflow_fernet"])  # a Fernet key has a form


def test_no_secret_stands_in_the_file() -> None:
    for name, service in COMPOSED.services.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|TOKEN", variable):
                assert str(value).startswith("/run/secrets/"), (name, variable)


def test_the_image_copies_what_exists_and_nothing_that_is_ignored() -> None:
    dockerfile = (DEPLOYMENT / "Dockerfile").read_text()
    allowed = {
        line[1:] for line in (DEPLOYMENT / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    }
    copied = {
        source for line in re.findall(r"^COPY (.+)$", dockerfile, flags=re.MULTILINE) for source in line.split()[:-1]
    }
    assert copied == allowed
    assert all((ROOT / source).exists() for source in copied)
    assert "secrets" not in allowed and ".env" not in allowed
    for stage in dockerfile.split("\nFROM ")[1:]:
        assert re.search(r"^USER 1000\d:1000\d$", stage, flags=re.MULTILINE)


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "secrets"
    subprocess.run(["sh", str(DEPLOYMENT / "make-secrets.sh"), str(folder)], check=True, capture_output=True)
    monkeypatch.setenv("WAREHOUSE_SECRETS", str(folder))
    return folder


def write(folder: Path, name: str, value: str) -> None:
    (folder / name).unlink()
    (folder / name).write_text(value)


def test_the_entry_turns_secret_files_into_settings(secrets: Path) -> None:
    write(secrets, "postgres_warehouse", "p@ss/word")
    write(secrets, "lofin365_api_key", "KEY\n")
    made = server_settings({"WAREHOUSE_MAIL_SINK": "smtp://mailpit:1025", "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor"})
    assert made["AIRFLOW_CONN_WAREHOUSE_POSTGRES"] == "postgresql://warehouse:p%40ss%2Fword@postgres:5432/warehouse"
    assert made["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].endswith("@postgres:5432/airflow")
    assert made["AIRFLOW__CELERY__RESULT_BACKEND"].startswith("db+postgresql://airflow:")
    assert made["AIRFLOW__CELERY__BROKER_URL"].startswith("redis://:")
    assert made["LOFIN365_API_KEY"] == "KEY" and "KOSIS_API_KEY" not in made
    assert made["AIRFLOW_CONN_SMTP_DEFAULT"] == "smtp://mailpit:1025"


def test_live_mode_asks_the_real_sources_and_a_named_mail_server(secrets: Path) -> None:
    write(secrets, "smtp_connection", "smtp://mail.example.org:587")
    made = server_settings({"WAREHOUSE_MODE": "live", "WAREHOUSE_MAIL_SINK": "smtp://mailpit:1025"})
    assert "AIRFLOW__CELERY__BROKER_URL" not in made
    assert made["AIRFLOW_CONN_SMTP_DEFAULT"] == "smtp://mail.example.org:587"


def test_what_the_operator_sets_wins(secrets: Path) -> None:
    assert "AIRFLOW_CONN_SMTP_DEFAULT" not in server_settings({"AIRFLOW_CONN_SMTP_DEFAULT": "smtp://own"})


def test_a_missing_secret_is_named_with_its_remedy(secrets: Path) -> None:
    (secrets / "postgres_airflow").unlink()
    result = subprocess.run(
        [sys.executable, "-m", "warehouse.operations.entry", "true"], capture_output=True, text=True
    )
    assert result.returncode == 1
    assert (
        "postgres_airflow" in result.stderr and "make-secrets.sh" in result.stderr and "Traceback" not in result.stderr
    )


def test_health_of_components() -> None:
    from warehouse.operations.healthy import complaint

    health = {
        "metadatabase": {"status": "healthy"},
        "scheduler": {"status": "unhealthy"},
        "triggerer": {"status": None},
    }
    assert complaint(health, None) == ""
    assert complaint(health, "scheduler") == "scheduler is unhealthy"
    assert complaint(health, "triggerer") and complaint(health, "dag_processor") and complaint({}, None)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the Compose specification's schema (check-jsonschema carries it)."""
    folder = tmp_path_factory.mktemp("tools")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run([uv, "venv", "--quiet", folder / "venv"], check=True)
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", folder / "venv/bin/python", "check-jsonschema==0.39.0"],
        check=True,
    )
    return folder / "venv/bin"


@pytest.mark.full
def test_the_file_follows_the_compose_specification(tools: Path, tmp_path: Path) -> None:
    command = [tools / "check-jsonschema", "--builtin-schema", "vendor.compose-spec"]
    assert subprocess.run([*command, ROOT / "docker-compose.yml"], capture_output=True).returncode == 0
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text((ROOT / "docker-compose.yml").read_text().replace("stop_grace_period", "stop_grace_time"))
    assert subprocess.run([*command, wrong], capture_output=True).returncode == 1


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image's COPY and RUN lines make, in a clean directory from the committed sources."""
    clean, prefix = tmp_path_factory.mktemp("image"), tmp_path_factory.mktemp("prefix")
    copied = re.findall(
        r"^COPY (.+)$", (DEPLOYMENT / "Dockerfile").read_text().split("AS superset")[0], flags=re.MULTILINE
    )
    for source in (source for line in copied for source in line.split()[:-1]):
        target = clean / source
        target.parent.mkdir(parents=True, exist_ok=True)
        ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "target", "logs")
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, target, ignore=ignore)
        else:
            shutil.copy(ROOT / source, target)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "WAREHOUSE", "VIRTUAL"))
    }
    environment["PYTHON"] = sys.executable
    subprocess.run(
        ["sh", "docs/deployment/install.sh", str(prefix)],
        cwd=clean,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return prefix / "venv" / "bin"


@pytest.mark.full
def test_the_images_steps_install_a_working_warehouse(installed: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": f"{installed}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "WAREHOUSE_HOME": str(tmp_path / "home"),
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE": "False",
    }
    listed = subprocess.run(
        [installed / "warehouse", "sources", "list"], env=environment, capture_output=True, text=True, check=True
    )
    assert "lofin" in listed.stdout
    code = (
        "import json; from airflow.dag_processing.dagbag import DagBag; from warehouse.settings import PROJECT_ROOT;"
        "bag = DagBag(dag_folder=str(PROJECT_ROOT / 'dags'));"
        "print(json.dumps([sorted(bag.dags), {str(k): v for k, v in bag.import_errors.items()}]))"
    )
    parsed = subprocess.run([installed / "python", "-c", code], env=environment, capture_output=True, text=True)
    assert parsed.returncode == 0, parsed.stderr
    dags, errors = json.loads(parsed.stdout.splitlines()[-1])
    assert not errors and {"build_marts", "backup", "upkeep", "ingest_lofin"} <= set(dags)
    worker = "import airflow.providers.celery.executors.celery_executor, airflow.providers.openlineage, statsd"
    assert subprocess.run([installed / "python", "-c", worker], env=environment, capture_output=True).returncode == 0


@pytest.mark.full
def test_the_image_has_no_development_tools(installed: Path) -> None:
    for module in ("pytest", "mypy", "hypothesis"):
        assert subprocess.run([installed / "python", "-c", f"import {module}"], capture_output=True).returncode != 0, (
            module
        )


@pytest.mark.full
def test_the_image_needs_no_library_beyond_its_base(installed: Path) -> None:
    """Every shared object finds what it links to among the wheel's own files and what Debian's slim image has."""
    if not shutil.which("ldd"):
        pytest.skip("ldd is not here")
    # libgomp1 and libxml2 are installed by the Dockerfile; the rest is in python:3.12-slim-bookworm (apt itself needs libstdc++).
    base = re.compile(
        r"linux-vdso|ld-linux|libc\.|libm\.|libdl|libpthread|librt|libutil|libstdc|libgcc_s|libz\.|libgomp|libcrypt|libxml2|liblzma|libexpat|libuuid|libffi|libssl|libcrypto|libpython|libbz2|libsqlite|libreadline|libncurses|libtinfo|libnsl|libresolv|libanl|libatomic"
    )
    packages = installed.parent / "lib"
    missing, carried = set(), {path.name for path in packages.rglob("*.so*")}
    for library in packages.rglob("*.so*"):
        if (
            "ecpg" in library.name
        ):  # embedded C for programs that nobody writes here; the servers' own tools need none of it
            continue
        for line in subprocess.run(["ldd", library], capture_output=True, text=True).stdout.splitlines():
            name, _, where = line.strip().partition(" => ")
            if "not found" in where and name in carried:  # a wheel's own, loaded before it is needed
                continue
            if "not found" in where or (where and str(packages) not in where and not base.search(name)):
                missing.add((library.name, name))
    assert not missing
