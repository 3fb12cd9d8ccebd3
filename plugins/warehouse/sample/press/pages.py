"""The press over HTTP: feed list, feeds, article pages, robots.txt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from warehouse.sample.exchange import Request, Response, html_response
from warehouse.sample.faults import Faults
from warehouse.sample.press.articles import Article, articles_until
from warehouse.sample.press.furniture import teasers_for
from warehouse.sample.press.publishers import PUBLISHERS, Publisher

NOTICE = "이 지면은 자료 창고를 시험하려고 지어낸 표본 자료입니다. 실제 보도나 기관의 발표가 아닙니다."
ROBOTS = "User-agent: *\nDisallow: /press/admin/\nAllow: /press/\n"
WEEKDAYS = "월화수목금토일"
FEED_TYPE = "application/rss+xml"
BOARD_PATH = "/press/city/selectBbsNttList.do"  # the same releases as a board page, for sites without a feed
BOARD_ROWS = 10


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parents[1] / "templates")
    return Environment(loader=loader, autoescape=select_autoescape(("html.j2",)))


def answer_press(request: Request, today: date, faults: Faults) -> Response:
    """Anything below /press/; who has the present bytes already is told so (ETag, 304)."""
    response = _answer(request, today)
    if response.status != 200:
        return response
    tag = f'"{sha256(response.body).hexdigest()[:32]}"'
    known = {name.lower(): value for name, value in request.headers.items()}.get("if-none-match", "")
    if tag in known:
        return Response(b"", response.content_type, 304, {"ETag": tag})
    return replace(response, headers={**response.headers, "ETag": tag})


def _answer(request: Request, today: date) -> Response:
    if request.path == "/press/feeds.txt":
        return Response(feed_list(request.host).encode(), "text/plain;charset=UTF-8")
    if request.path == BOARD_PATH:
        return _board(request, today)
    for publisher in PUBLISHERS.values():
        if request.path == publisher.feed_path.split("?")[0]:
            return _feed(publisher, request.host, today)
        number = _article_number(publisher, request)
        if number is not None:
            return _page(publisher, number, request, today)
    return html_response("<html><body><h1>404 Not Found</h1></body></html>", status=404)


def answer_robots(request: Request, today: date, faults: Faults) -> Response:
    """What crawlers may read."""
    text = "User-agent: *\nDisallow: /press/\n" if faults.has("robots_forbid", request.path) else ROBOTS
    return Response(text.encode(), "text/plain")


def feed_list(host: str) -> str:
    """One address per line, then publisher and region; what WAREHOUSE_PRESS_FEEDS may look like."""
    lines = ["# Feeds of the sample press (made up). address | publisher | region"]
    for one in PUBLISHERS.values():
        lines.append(" | ".join(filter(None, (f"http://{host}{one.feed_path}", one.name, one.region))))
    return "\n".join(lines) + "\n"


def _feed(publisher: Publisher, host: str, today: date) -> Response:
    articles = [one for one in reversed(articles_until(today)) if one.publisher == publisher.key]
    text = (
        _templates()
        .get_template("feed.xml.j2")
        .render(publisher=publisher, host=host, articles=articles, notice=NOTICE)
    )
    return Response(_encode(text, publisher.feed_encoding), FEED_TYPE)


def _board(request: Request, today: date) -> Response:
    """Ten releases a page, newest first, with relative addresses, as municipal systems list them."""
    city = PUBLISHERS["city"]
    articles = [one for one in reversed(articles_until(today)) if one.publisher == city.key]
    number = int(request.get("pageIndex") or 1)
    shown = articles[(number - 1) * BOARD_ROWS : number * BOARD_ROWS]
    text = _templates().get_template("board.html.j2").render(publisher=city, articles=shown, notice=NOTICE)
    return Response(_encode(text, city.page_encoding), f"text/html; charset={city.page_encoding}")


def _article_number(publisher: Publisher, request: Request) -> int | None:
    path, _, _ = publisher.page_path.partition("?")
    if publisher.number_parameter is not None:
        text = request.get(publisher.number_parameter) if request.path == path else ""
    else:
        start = path.removesuffix("{number}")
        text = request.path.removeprefix(start).strip("/") if request.path.startswith(start) else ""
    return int(text) if text.isdigit() else None


def _page(publisher: Publisher, number: int, request: Request, today: date) -> Response:
    found = [one for one in articles_until(today) if one.number == number and one.publisher == publisher.key]
    if not found:
        return html_response("<html><body>존재하지 않는 기사입니다.</body></html>", status=404)
    text = render(publisher, found[0], f"http://{request.host}{found[0].path}")
    return Response(_encode(text, publisher.page_encoding), f"text/html; charset={publisher.page_encoding}")


def render(publisher: Publisher, article: Article, address: str) -> str:
    """A page in its publisher's layout, furniture around it."""
    return (
        _templates()
        .get_template(f"{publisher.key}.html.j2")
        .render(
            publisher=publisher,
            article=article,
            address=address,
            teasers=teasers_for(article),
            notice=NOTICE,
            furniture_caption="표본 사진: 본문과 관계없는 현장, 예산 7,777만 원짜리 조형물 앞",
            weekday=WEEKDAYS[article.published_at.weekday()],
            structured=_structured_data(publisher, article),
        )
    )


def _structured_data(publisher: Publisher, article: Article) -> str:
    """JSON-LD, with the body in full as the Seoul news site has it."""
    value = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": f"{article.published_at:%Y-%m-%dT%H:%M:%S}+09:00",
        "publisher": {"@type": "Organization", "name": publisher.name},
        "articleBody": "\n".join(article.paragraphs),
    }
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def _encode(text: str, encoding: str) -> bytes:
    """Pages that declare EUC-KR are CP949 in truth; a sign it lacks is lost, as on real sites."""
    return text.encode("cp949", "replace") if encoding == "EUC-KR" else text.encode(encoding)
