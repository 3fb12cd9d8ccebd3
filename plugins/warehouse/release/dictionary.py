"""The data dictionary of a release for people: one HTML page and one workbook, Korean and English side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from warehouse.release.catalogue import MartTable
from warehouse.release.metrics import read_metrics
from warehouse.release.postgres_types import postgres_type
from warehouse.settings import Mode

HTML_FILE = "dictionary.html"
WORKBOOK_FILE = "dictionary.xlsx"
_LONGEST_COLUMN = 70


def write_dictionary(
    directory: Path, release_id: str, mode: Mode, tables: Sequence[MartTable], counts: Mapping[str, int]
) -> None:
    """Both forms, from the same facts."""
    is_sample = mode is Mode.SAMPLE
    _write_html(directory / HTML_FILE, release_id, is_sample, tables, counts)
    _write_workbook(directory / WORKBOOK_FILE, release_id, is_sample, tables, counts)


def _write_html(
    path: Path, release_id: str, is_sample: bool, tables: Sequence[MartTable], counts: Mapping[str, int]
) -> None:
    environment = Environment(
        loader=PackageLoader("warehouse.release"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("dictionary.html.j2").render(
        release_id=release_id,
        is_sample=is_sample,
        tables=tables,
        counts=counts,
        type_of=postgres_type,
        metrics=read_metrics(),
    )
    path.write_text(page, encoding="utf-8")


def _write_workbook(
    path: Path, release_id: str, is_sample: bool, tables: Sequence[MartTable], counts: Mapping[str, int]
) -> None:
    workbook = Workbook()
    overview = workbook.active
    overview.title = "tables"
    _fill(
        overview,
        ["mart", "table", "한글 이름", "English", "description", "rows", "primary key"],
        [
            [t.mart, t.name, t.label_ko, t.label_en, t.description, counts[t.name], ", ".join(t.primary_key)]
            for t in tables
        ],
    )
    _fill(
        workbook.create_sheet("columns"),
        ["table", "column", "한글 이름", "English", "description", "type", "required", "key"],
        [
            [
                t.name, c.name, c.label_ko, c.label_en, c.description, postgres_type(c),
                "" if c.nullable else "yes", "yes" if c.name in t.primary_key else "",
            ]
            for t in tables
            for c in t.columns
        ],
    )  # fmt: skip
    _fill(
        workbook.create_sheet("metrics"),
        ["metric", "한글 이름", "English", "뜻", "meaning", "SQL", "dimensions", "groups add up"],
        [
            [
                m.name, m.label_ko, m.label_en, m.meaning_ko, m.meaning_en, m.query, ", ".join(m.dimensions),
                "yes" if m.adds_up else "no",
            ]
            for m in read_metrics()
        ],
    )  # fmt: skip
    note = workbook.create_sheet("release")
    _fill(
        note,
        ["what", "value"],
        [["release", release_id], ["data", "표본 데이터 / sample data" if is_sample else "live"]],
    )
    workbook.save(path)


def _fill(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    for row in [header, *rows]:
        sheet.append(["" if value is None else value for value in row])
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E79")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, values in enumerate(zip(header, *rows, strict=True), start=1):
        widest = max(len(str(value)) for value in values)
        sheet.column_dimensions[get_column_letter(number)].width = min(widest * 1.2 + 3, _LONGEST_COLUMN)
