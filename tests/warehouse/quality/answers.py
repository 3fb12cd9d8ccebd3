"""Real contracts and parsers fed with answers that a test can spoil: records before parsing, rows after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyarrow as pa

from warehouse.sample.lofin import snapshot_of
from warehouse.sources.contract import Interval, ParsedBatch, SourceContract
from warehouse.sources.registry import contract as contract_of

Record = dict[str, Any]
DAY = date(2026, 3, 11)
LINES_PER_GOVERNMENT = 3
PAGE = 1000

ARTICLES = (
    "가나시 인공지능 민원 안내 시스템 구축\n(가나시=표본신문) 김표본 기자 = 서울 종로구는 인공지능 민원 안내 시스템 구축에 "
    "3억2000만원을 투입한다고 밝혔다.\n구는 국비 1억원과 구비 2억2000만원으로 2026년 12월까지 사업을 마칠 계획이다.\n",
    "부산 해운대구 스마트 도시 통합 플랫폼 확대\n부산 해운대구는 스마트 도시 통합 플랫폼 확대 사업에 총 12억원을 들인다.\n"
    "이 가운데 8억원은 관제센터 구축에, 4억원은 CCTV 120대 설치에 쓴다.\n",
    "강원 춘천시, 빅데이터 분석 사업 착수\n강원특별자치도 춘천시는 11일 빅데이터 기반 교통 분석 사업에 5억5000만원을 투입해 "
    "연말까지 시스템을 구축한다고 밝혔다.\n",
)


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


def lofin(rows: list[Record], day: date = DAY, **changes: Any) -> SourceContract:
    """지방재정365 answering with these records, in the documented envelope and pages."""

    def fetch(contract: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
        for page, start in enumerate(range(0, max(len(rows), 1), PAGE), start=1):
            head = [{"list_total_count": len(rows)}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": ""}}]
            body = json.dumps({"QWGJK": [{"head": head}, {"row": rows[start : start + PAGE]}]}, ensure_ascii=False)
            place = {"table": "lofin_budget_lines", "set": day.isoformat(), "round": 1, "page": page}
            archive.add(
                body.encode(), request={"method": "GET", "url": "/lf/hub/QWGJK", "parameters": {}, **place}, status=200
            )

    return replace(contract_of("lofin"), fetch=fetch, **changes)


def press(articles: tuple[str, ...] = ARTICLES, day: date = DAY, **changes: Any) -> SourceContract:
    """Articles as an inbox would hold them; witnesses are compared with the archived text."""

    def fetch(contract: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
        for number, text in enumerate(articles, start=1):
            request = {
                "path": f"{number}.txt",
                "document_id": f"doc{number:013d}",
                "media_type": "text/plain",
                "published_on": day.isoformat(),
                "origin": "inbox",
                "is_sample": True,
            }
            archive.add(text.encode(), request=request)

    return replace(contract_of("press"), fetch=fetch, **changes)


def population(rows: list[tuple[str, str, int]], month: date, **changes: Any) -> SourceContract:
    """The ministry's monthly file with these places (name, code, residents)."""

    def fetch(contract: Any, interval: Any, settings: Any, archive: Any, progress: Any) -> None:
        head = f'"행정구역","{month.year}년{month.month:02d}월_총인구수","{month.year}년{month.month:02d}월_세대수"'
        lines = [head, *(f'"{name}  ({code})","{count:,}","{count // 2:,}"' for name, code, count in rows)]
        place = {"table": "resident_population", "set": f"{month:%Y-%m}", "round": 1, "page": 1}
        archive.add(
            "\r\n".join(lines).encode("cp949"),
            request={"method": "POST", "url": "/downloadCsv.do", **place},
            status=200,
        )

    return replace(contract_of("regions"), fetch=fetch, **changes)


def tampering(contract: SourceContract, table: str, change: Callable[[list[Record]], list[Record]]) -> SourceContract:
    """The contract with a parser that goes wrong in one table."""

    def parse(own: Any, interval: Any, archive: Any) -> Iterator[Any]:
        for event in contract.parse(own, interval, archive):
            if isinstance(event, ParsedBatch) and event.table == table:
                schema = pa.schema([field.with_nullable(True) for field in event.rows.schema])
                rows = change(event.rows.to_pylist())
                yield ParsedBatch(table, pa.RecordBatch.from_pylist(rows, schema=schema))
            else:
                yield event

    return replace(contract, parse=parse)
