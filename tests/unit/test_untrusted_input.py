"""Input of strangers that would lead out of a folder, unpack without end or read files of this machine."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from warehouse.errors import WarehouseError
from warehouse.loading.identity import interval_from_key, parse_load_id
from warehouse.sources.sheets import MAXIMUM_UNPACKED, read_rows
from warehouse.sources.xml_envelopes import parse_xml

OUTWARD = [
    "../press-2026-03-11-20260311T010203000000",
    "press-../../etc-20260311T010203000000",
    "/etc/passwd",
    "press/2026",
    "",
    "press\0x",
]


@pytest.mark.parametrize("name", OUTWARD)
def test_a_load_id_is_never_a_path(name: str) -> None:
    with pytest.raises(WarehouseError):
        parse_load_id(name)


@pytest.mark.parametrize("key", ["../2026-03-11", "2026-03-11/..", "2026-03-11_", "2026-3-1", "/"])
def test_an_interval_is_never_a_path(key: str) -> None:
    with pytest.raises(WarehouseError):
        interval_from_key(key)


def test_a_workbook_that_unpacks_to_more_than_a_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        block = b"0" * (8 << 20)
        for _ in range(MAXIMUM_UNPACKED // len(block) + 1):
            sheet.write(block)
    assert len(packed.getvalue()) < MAXIMUM_UNPACKED / 100
    with pytest.raises(WarehouseError, match="unpacks to"):
        read_rows(packed.getvalue())


def test_a_damaged_workbook_is_an_error_in_words() -> None:
    with pytest.raises(WarehouseError):
        read_rows(b"PK\x03\x04 not a zip")


def text_of(document: bytes) -> str:
    """All text that the reader gives out, nothing when it refuses the document."""
    try:
        root = parse_xml(document)
    except WarehouseError:
        return ""
    return " ".join(root.itertext()) if root is not None else ""


def test_xml_reads_no_file_of_this_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret")
    document = f'<!DOCTYPE r [<!ENTITY file SYSTEM "{secret.as_uri()}">]><r><a>&file;</a></r>'
    assert "very secret" not in text_of(document.encode())


def test_xml_entities_do_not_multiply() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<!DOCTYPE r [<!ENTITY e0 "ha">{levels}]><r><a>&e9;</a></r>'
    assert len(text_of(document.encode())) < 10_000
