"""The report page of a release for people without a BI tool: one self-contained HTML file per language."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from warehouse.reports.release_facts import MOST_INITIATIVES, ReleaseFacts, Row, Witnesses, technologies_of
from warehouse.reports.svg import Item, bars, columns, tile_map
from warehouse.reports.won import won
from warehouse.reports.words import Speak, speaker
from warehouse.settings import Language, Mode, Settings

PAGES = {Language.KO: "report.html", Language.EN: "report.en.html"}
_FIRST_ROWS = 20  # initiatives that stand in the page without a script


def write_html_report(settings: Settings, release_id: str, directory: Path) -> None:
    """Write the page in both languages beside the release's files."""
    for language, name in PAGES.items():
        page = render(directory / "warehouse.duckdb", release_id, language, is_sample=settings.mode is Mode.SAMPLE)
        (directory / name).write_text(page, encoding="utf-8")


def render(database: Path, release_id: str, language: Language, *, is_sample: bool) -> str:
    """The whole page as text."""
    say = speaker(language)
    with ReleaseFacts.open(database, language) as facts:
        values = _values(facts, language, say)
    script = _asset("report.js")
    environment = Environment(
        loader=PackageLoader("warehouse.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        **values,
        say=say,
        won=lambda amount: won(amount, language),
        language=language,
        other_page=PAGES[Language.EN if language is Language.KO else Language.KO],
        release_id=release_id,
        is_sample=is_sample,
        style=Markup(_asset("report.css")),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _values(facts: ReleaseFacts, language: Language, say: Speak) -> dict[str, Any]:
    names = facts.technology_names()
    initiatives = facts.initiatives()
    provinces = facts.provinces()
    keys = facts.key_numbers()
    listed = [_initiative(row, names) for row in initiatives]
    data = {
        "language": language.value,
        "initiatives": listed,
        "words": {
            name: say(name) for name in ("record_key", "archive", "load_word", "close", "budget", "spent", "witness")
        }
        | {"line_word": say("line_word", "{}"), "found": say("found", count="{}")}
        | {"shown_first": say("shown_first", count=200)},
        **_witnesses(facts, language),
    }
    return {
        "keys": keys,
        "year": facts.year,
        "snapshot_on": facts.snapshot_on,
        "years_chart": _years_chart(facts, language, say),
        "map_chart": _map_chart(provinces, language, say),
        "stages_chart": _stages_chart(facts, say),
        "unfollowed": facts.unfollowed(),
        "technology_chart": _technology_chart(facts, say),
        "years": facts.years(),
        "provinces": provinces,
        "amounts": facts.amounts(),
        "claims": facts.broken_claims(),
        "sources": facts.sources(),
        "first_initiatives": listed[:_FIRST_ROWS],
        "left_out": keys["initiatives"] > MOST_INITIATIVES,
        "shown": len(listed),
        "data": Markup(_json_for_script(data)),  # noqa: S704 (escaped by _json_for_script)
    }


def _initiative(row: Row, names: dict[str, str]) -> list[Any]:
    """One line of the search: id, name, region, technologies, years, number of mentions."""
    first, last = row["first_fiscal_year"], row["last_fiscal_year"]
    period = f"{first}–{last}" if first and last and first != last else str(first or "")
    return [
        row["initiative_id"], row["name_ko"], row["region_name_ko"] or "",
        technologies_of(row["technology_codes"], names), period, row["mention_count"],
    ]  # fmt: skip


def _witnesses(facts: ReleaseFacts, language: Language) -> dict[str, Any]:
    """What each number of the page opens."""
    witnesses = Witnesses()
    for row in facts.mentions():
        witnesses.add(row["initiative_id"], row, text=row["name_ko"], amount=row["amount_krw"])
    for row in [*facts.largest_lines(), *facts.largest_lines_by_year()]:
        text = f"{row['region_name_ko'] or row['laf_name_raw']} · {row['line_name_raw']}"
        witnesses.add(row["witness_key"], row, text=text, amount=row["budget_current_krw"], spent=row["spent_krw"])
    for row in facts.amounts():
        witnesses.add(row["budget_fact_id"], row, text=row["label_ko"], amount=row["amount_krw"])
    for row in facts.broken_claims():
        witnesses.add(row["reconciliation_id"], row, text=row["terms"])
    return witnesses.as_data()


def _years_chart(facts: ReleaseFacts, language: Language, say: Speak) -> Markup:
    items = [Item(str(r["fiscal_year"]), r["budget_krw"], won(r["budget_krw"], language)) for r in facts.years()]
    return columns(items, say("by_year"))


def _map_chart(provinces: list[Row], language: Language, say: Speak) -> Markup:
    items = [
        Item(row["region_name_ko"], row["per_head_krw"], won(row["per_head_krw"], language))
        for row in provinces
        if row["per_head_krw"] is not None
    ]
    return tile_map(items, say("per_resident"))


def _technology_chart(facts: ReleaseFacts, say: Speak) -> Markup:
    column = "name_en" if facts.english else "name_ko"
    items = [Item(row[column], row["initiatives"], f"{row['initiatives']:,}") for row in facts.technologies()]
    return bars(items, say("technologies"), searches=True)


def _stages_chart(facts: ReleaseFacts, say: Speak) -> Markup:
    items = [
        Item(say(f"stage_{row['stage']}"), row["initiatives"], f"{row['initiatives']:,}") for row in facts.stages()
    ]
    return bars(items, say("trail"))


def _json_for_script(data: object) -> str:
    """JSON that cannot end the script element it stands in, whatever titles from outside contain."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _asset(name: str) -> str:
    return files("warehouse.reports").joinpath("templates", name).read_text(encoding="utf-8")
