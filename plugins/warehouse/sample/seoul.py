"""서울 열린데이터광장: the generic service (key inside the path), and the yearly list of projects as a file."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import quote

from openpyxl import Workbook

from warehouse.sample.exchange import Request, Response, elements, html_response, json_response, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.seoul_projects import COLUMNS, Project, projects

# /{key}/{type}/{service}/{start}/{end}/…
PATH = re.compile(r"/(?P<key>[^/]*)/(?P<type>json|xml|[a-z]+)/(?P<service>\w+)/(?P<start>[^/]*)/(?P<end>[^/]*)(/.*)?")
FILE_PATH = re.compile(r"/seoul/informatization_projects_(?P<year>\d{4})\.(?P<form>csv|xlsx)")
MAXIMUM_ROWS = 1000
SAMPLE_KEY_ROWS = 5
# Requested service -> name of the object in the answer: they differ now and then.
SERVICES = {"SampleInformatizationProject": "SampleInformatizationProject", "sampleProjectList": "sampleProjectStatus"}
MESSAGES = {
    "INFO-000": "정상 처리되었습니다",
    "INFO-100": "인증키가 유효하지 않습니다.",
    "INFO-200": "해당하는 데이터가 없습니다.",
    "ERROR-300": "필수 값이 누락되어 있습니다.",
    "ERROR-301": "파일타입 값이 누락 혹은 유효하지 않습니다.",
    "ERROR-310": "해당하는 서비스를 찾을 수 없습니다.",
    "ERROR-331": "요청시작위치 값을 확인하십시오.",
    "ERROR-333": "요청위치 값의 타입이 유효하지 않습니다.",
    "ERROR-334": "요청종료위치 보다 요청시작위치가 더 큽니다.",
    "ERROR-335": "샘플데이터(샘플키:sample)는 한번에 최대 5건을 넘을 수 없습니다.",
    "ERROR-336": "데이터요청은 한번에 최대 1000건을 넘을 수 없습니다.",
    "ERROR-337": "일별 트래픽 제한을 넘은 호출입니다.",
}


def answer_seoul(request: Request, today: date, faults: Faults) -> Response:
    """One range of one service; an optional first path argument narrows to a year."""
    match = PATH.fullmatch(request.path)
    if match is None:
        return html_response("<html><body><h1>404 Not Found</h1></body></html>", status=404)
    is_json = match["type"] == "json"
    code = _refusal(match, request, faults)
    if code:
        return _result(code, is_json)
    start, end = int(match["start"]), int(match["end"])
    year = (match[6] or "").strip("/")
    rows = [row for listed in range(2022, today.year + 1) if not year or year == str(listed) for row in _rows(listed)]
    page = rows[start - 1 : end]
    total = len(rows) + (7 if faults.has("wrong_total", request.path) else 0)
    return _page(SERVICES[match["service"]], page, total, is_json) if page else _result("INFO-200", is_json)


def _refusal(match: re.Match[str], request: Request, faults: Faults) -> str | None:
    """The code that refuses this request, checked in the portal's order."""
    key, start, end = match["key"], match["start"], match["end"]
    if not key or key == "INVALID" or faults.has("key_error", request.path):
        return "INFO-100"
    if key == "QUOTA" or faults.has("quota", request.path):
        return "ERROR-337"
    if match["type"] not in ("json", "xml"):
        return "ERROR-301"
    if match["service"] not in SERVICES:
        return "ERROR-310"
    if not start or not end:
        return "ERROR-300"
    if not start.isdigit() or not end.isdigit():
        return "ERROR-333"
    return _range_refusal(key, int(start), int(end))


def _range_refusal(key: str, start: int, end: int) -> str | None:
    if start < 1:
        return "ERROR-331"
    if start > end:
        return "ERROR-334"
    if key == "sample" and end - start + 1 > SAMPLE_KEY_ROWS:
        return "ERROR-335"
    return "ERROR-336" if end - start + 1 > MAXIMUM_ROWS else None


@lru_cache(maxsize=8)
def _rows(year: int) -> tuple[dict[str, str], ...]:
    return tuple(_row(year, project) for project in projects(year))


def _row(year: int, project: Project) -> dict[str, str]:
    amount = project.thousand_krw * 1000
    return {
        "YEAR": str(year),
        "GU_NM": project.institution if project.institution_kind == "자치구" else "",
        "INST_NM": project.institution,
        "DEPT_NM": project.department,
        "BIZ_NM": project.name,
        "BIZ_FLD": project.field,
        # Numbers are text, some with commas, some with a decimal.
        "BGT_AMT": (f"{amount}", f"{amount:,}", f"{amount}.0")[project.number % 3],
        "ORD_TIME": project.time,
    }


def _page(name: str, rows: Sequence[dict[str, str]], total: int, is_json: bool) -> Response:
    result = {"CODE": "INFO-000", "MESSAGE": MESSAGES["INFO-000"]}
    if is_json:
        return json_response({name: {"list_total_count": total, "RESULT": result, "row": list(rows)}})
    body = "".join(f"<row>{elements(row)}</row>" for row in rows)
    head = f"<list_total_count>{total}</list_total_count><RESULT>{elements(result)}</RESULT>"
    return xml_response(f"<{name}>{head}{body}</{name}>")


def _result(code: str, is_json: bool) -> Response:
    """A bare RESULT; a refused key is answered in XML even to a JSON request."""
    result = {"CODE": code, "MESSAGE": MESSAGES[code]}
    if is_json and code != "INFO-100":
        return Response(json.dumps({"RESULT": result}, ensure_ascii=False).encode())
    return xml_response(f"<RESULT>{elements(result)}</RESULT>")


def answer_seoul_file(request: Request, today: date, faults: Faults) -> Response:
    """The yearly file: XLSX, or CSV that is UTF-8 with BOM in even years and CP949 in odd ones."""
    match = FILE_PATH.fullmatch(request.path)
    if match is None or not 2022 <= int(match["year"]) <= today.year:
        return html_response("<html><body><h1>404 Not Found</h1></body></html>", status=404)
    year = int(match["year"])
    name = quote(f"표본_{year}년_서울시_정보화사업_발주정보.{match['form']}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    if match["form"] == "csv":
        return Response(projects_csv(year), "text/csv", headers=headers)
    return Response(
        projects_xlsx(year), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 200, headers
    )


def projects_csv(year: int) -> bytes:
    """The list as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for project in projects(year):
        *before, amount, time, method, period = project.values
        writer.writerow([*before, f"{amount:,}", time, method, period])
    return text.getvalue().encode("utf-8-sig" if year % 2 == 0 else "cp949")


@lru_cache(maxsize=4)
def projects_xlsx(year: int) -> bytes:
    """The list as a workbook, with a title row above the header, as offices do; the same bytes every time."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(year, 1, 13)
    sheet = book.active
    assert sheet is not None
    sheet.title = "발주정보(표본)"
    sheet.append([f"{year}년 서울시 정보화사업 발주 정보 (표본 자료)"])
    sheet.append(list(COLUMNS))
    for project in projects(year):
        sheet.append(list(project.values))
    written = io.BytesIO()
    book.save(written)
    return _without_times(written.getvalue())


def _without_times(workbook: bytes) -> bytes:
    """A workbook is a zip that remembers when it was written: write it again without that."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":  # openpyxl stamps the moment of saving
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2022-01-13T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
