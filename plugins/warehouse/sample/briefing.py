"""정책브리핑 on data.go.kr: releases and news of central ministries, XML only, at most three days at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from warehouse.sample.chance import chance
from warehouse.sample.exchange import Request, Response, element, xml_response
from warehouse.sample.faults import Faults
from warehouse.sample.gateway import refusal
from warehouse.sample.korean import money
from warehouse.sample.places import governments
from warehouse.sample.world import FIRST_YEAR, MILLION, Initiative, initiatives

MAXIMUM_DAYS = 3
MESSAGES = {"11": "NO_MANDATORY_REQUEST_PARAMETERS_ERROR", "97": "DATE_FORMAT_ERROR", "98": "THREE_DAYS_OVER_ERROR"}
FOOTER = "<p>정책브리핑의 자료는 「공공누리」의 조건에 따라 자유롭게 이용할 수 있습니다. (표본 자료)</p>"
MINISTRIES = ("행정안전부", "국토교통부", "과학기술정보통신부", "문화체육관광부", "보건복지부", "농림축산식품부")
OTHER_SUBJECTS = (
    "봄철 산불 막기 합동 점검",
    "여름 휴가철 물가 살피기",
    "겨울 한파 대비 취약계층 보호",
    "전국 문화의 날 행사",
    "식중독 예방 요령 안내",
    "농산물 수급 점검 회의",
)


def answer_briefing(request: Request, today: date, faults: Faults) -> Response:
    """Both services; `type=json` and `pageNo` are ignored."""
    classic = Request(request.method, request.host, request.path, _without_type(request), request.headers)
    if (refused := refusal(classic, faults)) is not None:
        return Response(refused.body, refused.content_type, 403)  # since 2026 with HTTP 403
    first, last = request.get("startDate"), request.get("endDate")
    if not first or not last:
        return _failure("11")
    try:
        start, end = datetime.strptime(first, "%Y%m%d").date(), datetime.strptime(last, "%Y%m%d").date()
    except ValueError:
        return _failure("97")
    if end - start >= timedelta(days=MAXIMUM_DAYS) or end < start:
        return _failure("98")
    is_news = "policyNews" in request.path
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    items = "".join(item for day in days if day <= today for item in _items_of_day(day, is_news))
    header = "<header><resultCode>0</resultCode><resultMsg>NORMAL_SERVICE</resultMsg></header>"
    return xml_response(f"<response>{header}<body>{items}</body></response>")


def _without_type(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query.items() if name not in ("type", "_type")}


def _failure(code: str) -> Response:
    inner = element("resultCode", code) + element("resultMsg", MESSAGES[code])
    return xml_response(f"<response><header>{inner}</header><body/></response>")


@cache
def _items_of_day(day: date, is_news: bool) -> tuple[str, ...]:
    """Nothing on weekends, one to three items on working days; every fourth day one about local digital projects."""
    if day.weekday() > 4 or day.year < FIRST_YEAR:
        return ()
    draw = chance("briefing", day, is_news)
    items = [_other_item(day, is_news, index) for index in range(draw.randrange(1, 3))]
    if day.toordinal() % 4 == 0:
        items += list(_selection_item(day, is_news))
    return tuple(items)


def _other_item(day: date, is_news: bool, index: int) -> str:
    draw = chance("briefing", day, is_news, index)
    ministry, subject = draw.choice(MINISTRIES), draw.choice(OTHER_SUBJECTS)
    body = f"<p>{ministry}는 {day.month}월 {day.day}일 {subject}에 나섰다. 이 글은 지어낸 표본 자료다.</p>"
    return _item(day, is_news, index, ministry, f"{ministry}, {subject}", "", body, draw.choice(("1", "1", "4")))


def _selection_item(day: date, is_news: bool) -> Iterator[str]:
    """A ministry names the governments whose projects it supports: each of them is in the world."""
    draw = chance("selection", day, is_news)
    aided = [one for one in initiatives(day.year) if one.funding[0]]
    kind = draw.choice(sorted({one.kind.name for one in aided}))
    chosen = [one for one in aided if one.kind.name == kind]
    total = sum(one.funding[0] for one in chosen)
    ministry = MINISTRIES[draw.randrange(3)]
    title = f"{ministry}, {day.year}년 &quot;{kind}&quot; 지원 지자체 {len(chosen)}곳 선정"
    places = ", ".join(_place(one, day) for one in chosen)
    per_place = f"<p>{len(governments(day))}개 지방자치단체를 대상으로 공모했다. 국비는 모두 {money(total)}이다.</p>"
    body = f"<p>{ministry}는 {day.year}년 ‘{kind}’ 사업을 도울 곳으로 {places}을 골랐다.</p>{per_place}"
    if total >= MILLION:
        yield _item(day, is_news, 9, ministry, title, f"국비 {money(total)}", body + FOOTER, "1")


def _place(one: Initiative, day: date) -> str:
    return one.government_on(day).name


def _item(day: date, is_news: bool, index: int, ministry: str, title: str, subtitle: str, body: str, kogl: str) -> str:
    number = (148_000_000 if is_news else 156_000_000) + (day.toordinal() - 738_000) * 10 + index
    approved = datetime.combine(day, time(9 + index % 8, 10))
    page = "policyNewsView" if is_news else "pressReleaseView"
    section = "news" if is_news else "briefing"
    return "<NewsItem>{}</NewsItem>".format(
        "".join(
            (
                element("NewsItemId", number),
                element("ContentsStatus", "I"),
                element("ModifyId", "1"),
                element("ModifyDate", f"{approved + timedelta(minutes=2):%m/%d/%Y %H:%M:%S}"),
                element("ApproveDate", f"{approved:%m/%d/%Y %H:%M:%S}"),
                element("EmbargoDate", ""),
                element("GroupingCode", "policy" if is_news else "press"),
                f"<Title><![CDATA[{title}]]></Title>",
                f"<SubTitle1><![CDATA[{subtitle}]]></SubTitle1>",
                element("ContentsType", "H"),
                f"<DataContents><![CDATA[{body}]]></DataContents>",
                element("MinisterCode", ministry),
                element("OriginalUrl", f"https://www.korea.kr/{section}/{page}.do?newsId={number}"),
                element("FileName", "보도자료(표본).hwpx"),
                element("FileUrl", f"https://www.korea.kr/common/download.do?fileId={number}"),
                element("KoglType", kogl),
            )
        )
    )
