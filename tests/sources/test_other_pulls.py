"""KOSIS, Seoul, odcloud, the population file and the project list: each by its documents."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from openpyxl import Workbook

from warehouse.errors import SourceError
from warehouse.sources.contract import Interval
from warehouse.sources.failures import KeyRefusedError, QuotaError

from .support import SECRET, Ask, Reply, one_day, rejected_of

DAY = one_day("2026-03-10")
MAY = Interval(date(2026, 5, 1), date(2026, 6, 1))

# KOSIS


def cells(month: str, total: int = 300) -> list[dict[str, str]]:
    places = [("00", "전국", total), ("11", "서울특별시", 100), ("26", "부산광역시", 200), ("11110", "종로구", 40)]
    return [
        {
            "C1": code,
            "C1_NM": name,
            "ITM_ID": "T20",
            "TBL_ID": "DT_1B040A3",
            "PRD_SE": "M",
            "PRD_DE": month,
            "DT": f"{count}",
        }
        for code, name, count in places
    ]


def kosis(ask: Ask) -> Reply:
    first, last = int(ask.query["startPrdDe"]), int(ask.query["endPrdDe"])
    months = [str(month) for month in range(first, last + 1)]
    if ask.query.get("jsonVD") != "Y":
        return Reply("{C1:1}")
    if len(months) > 2:
        return Reply('{"err":"31","errMsg":"조회결과가 초과되었습니다."}')
    return Reply(json.dumps([row for month in months for row in cells(month)], ensure_ascii=False))


def test_kosis_splits_what_is_too_large(serve, live):
    server = serve(kosis)
    rows = live("kosis_population", server).rows(Interval(date(2026, 1, 1), date(2026, 6, 1)))
    assert len(rows) == 5 * 4 and sorted({r["month_on"].month for r in rows}) == [1, 2, 3, 4, 5]
    assert all(ask.query["apiKey"] == SECRET for ask in server.asks)


def test_kosis_parts_must_add_up(serve, live):
    server = serve(lambda ask: Reply(json.dumps(cells("202605", total=301))))
    with pytest.raises(SourceError, match="parts add up to 300"):
        live("kosis_population", server).fetch(MAY)


@pytest.mark.parametrize(
    ("body", "error", "match"),
    [
        ('{"err":"11","errMsg":"만료"}', KeyRefusedError, "KOSIS_API_KEY"),
        ('{"err":"30","errMsg":"데이터가 존재하지 않습니다."}', SourceError, "not published"),
        ('{"err":"20","errMsg":"누락 (objL)"}', SourceError, "objL"),
        ("<error><err>50</err><errMsg>서버</errMsg></error>", SourceError, "attempts"),
    ],
)
def test_kosis_errors(serve, live, body, error, match):
    with pytest.raises(error, match=match):
        live("kosis_population", serve(lambda ask: Reply(body))).fetch(MAY)


# Seoul


class Seoul:
    """A service by the portal's documents; the object in the answer is named otherwise than the service."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, ask: Ask) -> Reply:
        _, key, kind, service, start, end, *_ = ask.path.split("/")
        if key != "plainkey":
            text = "<RESULT><CODE>INFO-100</CODE><MESSAGE>인증키가 유효하지 않습니다.</MESSAGE></RESULT>"
            return Reply(text, 200, "text/xml")
        assert kind == "json" and service == "bikeList" and int(end) - int(start) < 1000
        rows = [{"GU_NM": "중구", "NUM": str(n)} for n in range(int(start), min(int(end), self.count) + 1)]
        if not rows:
            return Reply('{"RESULT":{"CODE":"INFO-200","MESSAGE":"없음"}}')
        verdict = {"CODE": "INFO-000", "MESSAGE": "정상"}
        return Reply(json.dumps({"rentBikeStatus": {"list_total_count": self.count, "RESULT": verdict, "row": rows}}))


@pytest.mark.parametrize("count", [0, 1, 1000, 2345])
def test_seoul_ranges(serve, live, count):
    server = serve(Seoul(count))
    pull = live("seoul_records", server, WAREHOUSE_SEOUL_SERVICES="bikeList", SEOUL_OPENAPI_KEY="plainkey")
    rows = pull.rows(DAY)
    assert [
        int(json.loads(r["record"])["NUM"]) for r in sorted(rows, key=lambda r: (r["page_number"], r["row_number"]))
    ] == list(range(1, count + 1))
    assert all("plainkey" not in json.dumps(dict(entry.request)) for entry in pull.archive.entries)


def test_seoul_key_error_in_xml(serve, live):
    pull = live("seoul_records", serve(Seoul(3)), WAREHOUSE_SEOUL_SERVICES="bikeList", SEOUL_OPENAPI_KEY="wrongkey")
    with pytest.raises(KeyRefusedError, match="SEOUL_OPENAPI_KEY") as caught:
        pull.fetch(DAY)
    assert "wrongkey" not in str(caught.value)


def test_seoul_without_a_service_says_so(serve, live):
    with pytest.raises(SourceError, match="WAREHOUSE_SEOUL_SERVICES"):
        live("seoul_records", serve(Seoul(3))).fetch(DAY)


# odcloud


class Odcloud:
    """A data set with two files; the newest one counts, and matchCount counts its rows."""

    def __init__(self, count: int, error: dict[str, object] | None = None) -> None:
        self.count, self.error = count, error

    def __call__(self, ask: Ask) -> Reply:
        if ask.path == "/oas/docs":
            paths = {
                f"/15100001/v1/uddi:{name}": {"get": {"summary": f"지역 사업 현황_{day}"}}
                for name, day in (("old", "20240331"), ("new", "20260331"), ("middle", "20250331"))
            }
            return Reply(json.dumps({"paths": paths}))
        if self.error:
            return Reply(json.dumps(self.error), 400)
        assert ask.headers["authorization"] == f"Infuser {SECRET}" and "serviceKey" not in ask.query
        assert ask.path == "/api/15100001/v1/uddi:new"
        number, size = int(ask.query["page"]), int(ask.query["perPage"])
        rows = [{"시도": "서울", "사업비(백만원)": "1,250", "번호": n} for n in range(1, self.count + 1)]
        part = rows[(number - 1) * size : number * size]
        counts = {
            "page": number,
            "perPage": size,
            "totalCount": self.count + 50,
            "matchCount": self.count,
            "currentCount": len(part),
        }
        return Reply(json.dumps({**counts, "data": part}, ensure_ascii=False))


def test_odcloud_reads_the_newest_file_to_its_end(serve, live):
    pull = live("odcloud_records", serve(Odcloud(2345)), WAREHOUSE_ODCLOUD_DATA_SETS="15100001")
    rows = pull.rows(DAY)
    assert sorted(json.loads(r["record"])["번호"] for r in rows) == list(range(1, 2346))
    assert {r["set_name"] for r in rows} == {"/api/15100001/v1/uddi:new"}


@pytest.mark.parametrize(
    ("code", "error"),
    [(-4, KeyRefusedError), (-401, KeyRefusedError), (-10, QuotaError), (-3, SourceError), (-1, SourceError)],
)
def test_odcloud_errors(serve, live, code, error):
    server = serve(Odcloud(5, {"code": code, "msg": "오류"}))
    with pytest.raises(error, match="odcloud_records"):
        live("odcloud_records", server, WAREHOUSE_ODCLOUD_DATA_SETS="15100001").fetch(DAY)


# 주민등록 인구

FILE = (
    '"행정구역","2026년05월_총인구수","2026년05월_세대수","2026년05월_남자 인구수"\r\n'
    '"전국  (1000000000)","51,169,148","1","2"\r\n'
    '"서울특별시 종로구 (1111000000)","138,049","1","2"\r\n'
    '"경기도 화성시출장소  (4159099000)","0","1","2"\r\n'
)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig"])
def test_population_file(serve, live, encoding):
    server = serve(lambda ask: Reply(FILE.encode(encoding), 200, "application/octet-stream"))
    pull = live("regions", server)
    rows = pull.rows(MAY)
    assert [(r["region_code_mois"], r["region_name_raw"], r["population_count"]) for r in rows] == [
        ("1000000000", "전국", 51_169_148),
        ("1111000000", "서울특별시 종로구", 138_049),
        ("4159099000", "경기도 화성시출장소", 0),
    ]
    assert {r["month_on"] for r in rows} == {date(2026, 5, 1)} and all(r["_extra"] is None for r in rows)
    assert server.asks[0].method == "POST" and server.asks[0].form["searchMonthStart"] == "05"


def test_population_by_get_where_the_form_is_refused(serve, live):
    server = serve(lambda ask: Reply(FILE.encode("cp949")) if ask.method == "GET" else Reply("no", 405, "text/plain"))
    assert len(live("regions", server).rows(MAY)) == 3


def test_population_of_a_month_that_is_not_out(serve, live):
    page = "<html><script>alert('조회된 자료가 없습니다.')</script></html>"
    with pytest.raises(SourceError, match="not published"):
        live("regions", serve(lambda ask: Reply(page, 200, "text/html"))).fetch(MAY)


def test_population_file_cut_in_the_middle_is_asked_again(serve, live):
    whole = FILE.encode("cp949")
    server = serve(lambda ask: Reply(whole[: len(whole) // 2] if ask.number == 1 else whole))
    assert len(live("regions", server).rows(MAY)) == 3


# 서울시 정보화사업

HEADER = [
    "연번",
    "기관구분",
    "기관명",
    "부서",
    "사업명",
    "사업분야",
    "사업비(천원)",
    "발주시기",
    "계약방법",
    "사업기간",
]
ROWS = [
    [
        "1",
        "서울시",
        "서울특별시",
        "디지털정책관",
        "스마트쉼터 운영",
        "구축",
        "175,300",
        "1분기",
        "제한경쟁",
        "2026.1~12",
    ],
    ["2", "자치구", "종로구", "스마트도시과", "공공와이파이", "구축", "80000.5", "2분기", "수의계약", ""],
    ["3", "자치구", "중구", "", "미정 사업", "", "협의중", "", "", ""],
]


def as_csv(encoding: str) -> bytes:
    lines = ["2026년 서울시 정보화사업 발주 정보", ",".join(HEADER), *(",".join(f'"{c}"' for c in row) for row in ROWS)]
    return "\r\n".join(lines).encode(encoding)


def as_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["2026년 서울시 정보화사업 발주 정보"])
    sheet.append([])
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["목록_2026.csv", "목록_2026년.xlsx"])
@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
def test_project_list_from_a_folder(serve, live, tmp_path, name, encoding):
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / name).write_bytes(as_xlsx() if name.endswith("xlsx") else as_csv(encoding))
    (folder / "목록_2025.csv").write_bytes(b"of another year")
    pull = live("seoul_projects", serve(lambda ask: Reply()), WAREHOUSE_SEOUL_PROJECT_FILES=str(folder))
    rows = pull.rows(Interval(date(2026, 1, 1), date(2027, 1, 1)))
    assert [(r["project_year"], r["project_name"], r["amount_krw"]) for r in rows] == [
        (2026, "스마트쉼터 운영", 175_300_000),
        (2026, "공공와이파이", 80_000_500),
    ]
    (refused,) = rejected_of(pull.events(Interval(date(2026, 1, 1), date(2027, 1, 1))))
    assert refused.rule == "amount_krw_is_a_number"


def test_project_list_without_a_unit_is_refused(serve, live, tmp_path):
    (tmp_path / "2026.csv").write_bytes("연번,사업명,사업비\n1,가,5\n".encode())
    pull = live("seoul_projects", serve(lambda ask: Reply()), WAREHOUSE_SEOUL_PROJECT_FILES=str(tmp_path / "2026.csv"))
    pull.fetch(Interval(date(2026, 1, 1), date(2027, 1, 1)))
    with pytest.raises(SourceError, match="unit"):
        pull.events(Interval(date(2026, 1, 1), date(2027, 1, 1)))
