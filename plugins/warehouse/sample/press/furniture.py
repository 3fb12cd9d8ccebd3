"""Teasers and captions that surround articles. Their amounts are known, so that a leak can be told."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.sample.chance import chance
from warehouse.sample.press.articles import Article, articles_until

# Amounts that stand in furniture only, in won: if one of them enters a mart, furniture leaked.
# The world deals in whole millions, so that it never says 7,777만 or 5억5,550만.
FURNITURE_AMOUNTS_KRW = (177_700_000_000, 7_777_700_000, 77_770_000, 3_333_300_000_000, 555_500_000)


@dataclass(frozen=True, slots=True)
class Teaser:
    """A headline of something else, cut off."""

    title: str
    text: str


TEASERS = (
    Teaser(
        "표본시의회 표본 의원, 재건축 개발이익 1,777억원 사용처 공개 요구",
        "표본시의회 표본 의원은 재건축 지구에서 생긴 개발이익금 1,777억원이 어디에 쓰였는지 "
        "주민에게 알려야 한다고 말했다. 시행자는 영업 비밀이라며…",
    ),
    Teaser(
        "표본도, 체납 세금 77억 7,770만 원 거둬… 우수기관 선정",
        "표본도가 체납자의 숨은 재산을 찾아 77억 7,770만 원을 거두어들였다. 올해는 심사에 표본군과 표본구를 포함해…",
    ),
    Teaser(
        "표본전자, 스팸 막는 AI로 보이스피싱 35% 더 차단",
        "표본전자는 지난 한 해 스팸 전화를 막은 결과를 내놓았다. 회사는 인공지능에 7,777만 원을 더 들여…",
    ),
    Teaser(
        "표본부, 공공도서관 새단장에 3조 3,333억 원",
        "표본부는 작은도서관을 포함한 도서관 새단장 예산으로 3조 3,333억 원을 쓴다. 부산과 대구, 강릉에서는…",
    ),
    Teaser(
        "표본건설, 표본역 앞 분양… 평균 분양가 5억5,550만원",
        "표본건설이 다음 주 표본역 앞 단지를 분양한다. 전용 84㎡의 평균 분양가는 5억5,550만원이다. 당첨자는…",
    ),
)


def teasers_for(article: Article) -> list[Teaser]:
    """Three invented teasers and one cut from another real article of the sample, as most-read boxes have them."""
    draw = chance("teasers", article.number)
    others = [one for one in articles_until(article.published_at.date()) if one.number != article.number]
    chosen = draw.sample(TEASERS, 3)
    if others:
        other = draw.choice(others)
        chosen.insert(1, Teaser(other.title, f"{other.lead[:70]}..."))
    return chosen
