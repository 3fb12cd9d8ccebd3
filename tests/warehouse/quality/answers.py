"""What sources answer on a day, small: a made-up budget of every government, and articles whose sums are right."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from warehouse.sample.lofin import snapshot_of
from warehouse.sources.contract import Interval, SourceContract
from warehouse.sources.registry import contract as contract_of

Record = dict[str, Any]
DAY = date(2026, 3, 11)
LINES_PER_GOVERNMENT = 3
PAGE = 1000


def day_interval(day: date) -> Interval:
    return Interval(day, day + timedelta(days=1))


@cache
def _lofin_rows(day: date) -> tuple[Record, ...]:
    taken: Counter[str] = Counter()
    rows = []
    for row in map(json.loads, snapshot_of(day.year, day).rows):
        taken[row["laf_cd"]] += 1
        if taken[row["laf_cd"]] <= LINES_PER_GOVERNMENT and not str(row["ep_amt"]).startswith("-"):
            rows.append(row)
    return tuple(rows)


def lofin_rows(day: date = DAY) -> list[Record]:
    """The made-up budget as it stands on a day: every government, a few lines of each."""
    return [dict(row) for row in _lofin_rows(day)]


def archive_lofin(archive: Any, rows: list[Record], day: date) -> None:
    """지방재정365 answering with these records, in the documented envelope and pages."""
    for page, start in enumerate(range(0, max(len(rows), 1), PAGE), start=1):
        head = [{"list_total_count": len(rows)}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": ""}}]
        body = json.dumps({"QWGJK": [{"head": head}, {"row": rows[start : start + PAGE]}]}, ensure_ascii=False)
        place = {"table": "lofin_budget_lines", "set": day.isoformat(), "round": 1, "page": page}
        archive.add(
            body.encode(), request={"method": "GET", "url": "/lf/hub/QWGJK", "parameters": {}, **place}, status=200
        )


def lofin(rows: list[Record], day: date = DAY, **changes: Any) -> SourceContract:
    """The real contract of 지방재정365, answered with these records."""

    def fetch(contract: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
        archive_lofin(archive, rows, day)

    return replace(contract_of("lofin"), fetch=fetch, **changes)


def article(day: date, number: int) -> str:
    """An article with an initiative, three amounts that add up, a count and a place; no two are alike."""
    first, second = 4 + number, 3 + day.day + number // 7
    return (
        f"부산 해운대구 스마트 도시 통합 플랫폼 {number}차 확대\n"
        f"부산 해운대구는 스마트 도시 통합 플랫폼 확대 사업에 총 {first + second}억원을 들인다.\n"
        f"이 가운데 {first}억원은 관제센터 구축에, {second}억원은 CCTV {100 + number}대 설치에 쓴다.\n"
    )


def archive_articles(archive: Any, articles: list[str], day: date) -> None:
    """Articles as an inbox holds them."""
    for number, text in enumerate(articles, start=1):
        request = {
            "path": f"{number}.txt",
            "document_id": f"doc{day:%Y%m%d}{number:05d}",
            "media_type": "text/plain",
            "published_on": day.isoformat(),
            "origin": "inbox",
            "is_sample": True,
        }
        archive.add(text.encode(), request=request)
