"""The made-up publishers: name, page layout, addresses and the quirks of their feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from warehouse.settings import KOREA_TIMEZONE_NAME

KOREA = ZoneInfo(KOREA_TIMEZONE_NAME)


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher. Addresses are paths; `{number}` is the article's number."""

    key: str
    name: str
    feed_path: str
    page_path: str
    number_parameter: str | None  # query parameter with the article's number, None when it stands in the path
    feed_encoding: str  # as declared and as sent
    page_encoding: str
    date_text: Callable[[datetime], str]  # pubDate as this publisher writes it
    region: str = ""  # what the feed list says of it

    def page_address(self, number: int) -> str:
        return self.page_path.format(number=number)


def _rfc822_korean(moment: datetime) -> str:
    return format_datetime(moment.replace(tzinfo=KOREA))


def _rfc822_gmt(moment: datetime) -> str:
    return format_datetime(moment.replace(tzinfo=KOREA).astimezone(UTC), usegmt=True)


def _plain(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _plain_with_fraction(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}.0"


def _dotted(moment: datetime) -> str:
    return f"{moment:%Y.%m.%d}"


# Families of layouts and feed quirks: real pages and feeds of these kinds are described in the press source's README.
PUBLISHERS = {
    one.key: one
    for one in (
        Publisher(
            "dada", "표본환경신문", "/press/dada/rss.xml", "/press/dada/news/view.php?idx={number}", "idx",
            "UTF-8", "UTF-8", _dotted,
        ),
        Publisher(
            "mediaon", "샘플깨움뉴스", "/press/mediaon/rss/index.html", "/press/mediaon/news/article.html?no={number}",
            "no", "UTF-8", "UTF-8", _rfc822_korean,
        ),
        Publisher(
            "economy", "표본경제", "/press/economy/rss/all.htm", "/press/economy/article/{number}", None,
            "UTF-8", "UTF-8", _rfc822_gmt,
        ),
        Publisher(
            "times", "샘플타임즈", "/press/times/rss/allArticle.xml",
            "/press/times/news/articleView.html?idxno={number}", "idxno", "UTF-8", "UTF-8", _plain,
        ),
        Publisher(
            "city", "표본시정소식", "/press/city/rssBbsNtt.do?bbsNo=30",
            "/press/city/selectBbsNttView.do?bbsNo=30&nttNo={number}", "nttNo", "EUC-KR", "EUC-KR",
            _plain_with_fraction,
        ),
        Publisher(
            "wordpress", "샘플누리소식", "/press/wordpress/feed/", "/press/wordpress/archives/{number}", None,
            "UTF-8", "UTF-8", _plain,
        ),
    )
}  # fmt: skip
