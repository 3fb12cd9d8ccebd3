"""Where PostgreSQL is and as whom: embedded or somebody's own, with passwords made here or given from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.database import CONNECTION_VARIABLE, embedded_address, reader_address
from warehouse.errors import SettingsError
from warehouse.secrets import GIVEN_SECRETS_VARIABLE, secret
from warehouse.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in (CONNECTION_VARIABLE, GIVEN_SECRETS_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return Settings(WAREHOUSE_HOME=str(tmp_path / "home"), WAREHOUSE_POSTGRES_PORT=54321, WAREHOUSE_MODE="sample")


@pytest.fixture
def give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts a secret where an operator or a container would."""
    directory = tmp_path / "given"
    directory.mkdir()
    monkeypatch.setenv(GIVEN_SECRETS_VARIABLE, str(directory))
    return lambda name, value: (directory / name).write_text(f"{value}\n") and None


def test_a_home_keeps_the_password_it_made(settings: Settings) -> None:
    password = secret(settings, "postgres_warehouse")
    assert embedded_address(settings, "airflow") == f"postgresql://warehouse:{password}@127.0.0.1:54321/airflow"
    assert secret(settings, "postgres_warehouse") == password


def test_a_given_secret_wins_over_the_homes_own(settings: Settings, give: Callable[[str, str], None]) -> None:
    secret(settings, "postgres_bi_reader", make="old")
    give("postgres_bi_reader", "p@ss/word")
    assert reader_address(settings) == "postgresql://bi_reader:p%40ss%2Fword@127.0.0.1:54321/warehouse"


def test_the_reader_finds_ones_own_server(
    settings: Settings, give: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    give("postgres_bi_reader", "secret")
    monkeypatch.setenv(CONNECTION_VARIABLE, "postgres://warehouse:p%40ss@db.example.org:5433/marts?sslmode=verify-full")
    assert reader_address(settings) == "postgresql://bi_reader:secret@db.example.org:5433/marts?sslmode=verify-full"


def test_an_unknown_password_is_said_with_its_remedy(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="postgres_bi_reader into WAREHOUSE_SECRETS"):
        reader_address(settings)
