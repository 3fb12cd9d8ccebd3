"""The disk of the whole home fills up, for real: words that help, nothing half, and on it goes once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from warehouse.errors import SourceError
from warehouse.loading.raw_zone import loads_in_force
from warehouse.loading.transaction import extract, load
from warehouse.settings import Settings

from .conftest import DAY, free_port, park


@pytest.fixture
def small_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A home on a file system of two megabytes, without PostgreSQL."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("this user cannot mount a small file system")
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE_POSTGRES", "postgresql://nobody@127.0.0.1:1/none")
    yield Settings(WAREHOUSE_HOME=str(place / "home"), WAREHOUSE_POSTGRES_PORT=free_port())
    subprocess.run(["umount", "--lazy", str(place)], check=True)  # a traceback may hold a file open


@pytest.fixture
def fill(small_home: Settings) -> Callable[[int], Path]:
    """Fills the disk but for so many bytes; the file to remove again."""

    def but_for(free_bytes: int) -> Path:
        filler = small_home.base_home.parent / "filler"
        filler.write_bytes(b"x" * max(0, shutil.disk_usage(filler.parent).free - free_bytes))
        return filler

    return but_for


PAGES = [
    [park(number, name=os.urandom(40).hex()) for number in range(page * 500, page * 500 + 500)] for page in range(8)
]


@pytest.mark.parametrize("free_bytes", [0, 40_000, 150_000])
def test_during_the_pull(small_home: Settings, fill: Callable[[int], Path], make_contract, free_bytes: int) -> None:
    contract = make_contract(PAGES)
    filler = fill(free_bytes)
    with pytest.raises(SourceError, match=r"disk of WAREHOUSE_HOME is full.*Free space"):
        extract(contract, DAY, small_home)
    assert not list(loads_in_force(small_home))
    filler.unlink()
    again = extract(contract, DAY, small_home)
    assert load(again, contract, small_home).row_counts == {"parks": 4000}


@pytest.mark.parametrize("free_bytes", [0, 20_000])
def test_while_rows_are_written(
    small_home: Settings, fill: Callable[[int], Path], make_contract, free_bytes: int
) -> None:
    contract = make_contract(PAGES)
    extracted = extract(contract, DAY, small_home)
    filler = fill(free_bytes)
    with pytest.raises(SourceError, match=r"disk of WAREHOUSE_HOME is full.*Free space"):
        load(extracted, contract, small_home)
    assert not list(loads_in_force(small_home))
    filler.unlink()
    assert load(extracted, contract, small_home).row_counts == {"parks": 4000}
    assert len(list(loads_in_force(small_home))) == 1
