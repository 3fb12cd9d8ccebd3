"""All articles of the sample press: some written by hand, most made from the announced initiatives of the world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain
from random import Random

import yaml

from warehouse.sample.chance import chance
from warehouse.sample.korean import EOK, money, subject, thing, topic
from warehouse.sample.names import announced_name, follow_up_name
from warehouse.sample.press.publishers import PUBLISHERS
from warehouse.sample.procurement import Record, trails
from warehouse.sample.world import DATA, FIRST_YEAR, MILLION, Initiative, Stage, initiatives

GROUP_SPAN = timedelta(days=50)  # announcements of one province this close may share an article
FOLLOW_UP_SHARE = 0.3  # of announced initiatives that reach a contract
APPROXIMATE_SHARE = 0.12  # of articles about one initiative: "약 12억 원"
MISPRINT_EVERY = 8  # of a year's articles, where they state several amounts
MISPRINT_KRW = 100 * MILLION


@dataclass(frozen=True, slots=True)
class Article:
    """One article, before any layout."""

    number: int
    publisher: str
    published_at: datetime
    title: str
    subtitle: str
    paragraphs: tuple[str, ...]
    reporter: str
    initiatives: tuple[Initiative, ...] = ()  # what it is about (none for those written by hand)
    names: tuple[str, ...] = ()  # what it calls each of them
    is_follow_up: bool = False  # the initiative was announced in an earlier article
    has_wrong_sum: bool = False  # a misprint: what is printed does not add up

    @property
    def path(self) -> str:
        """Path and query of its page."""
        return PUBLISHERS[self.publisher].page_address(self.number)

    @property
    def lead(self) -> str:
        return self.paragraphs[0]


@cache
def all_articles(last_year: int) -> tuple[Article, ...]:
    """Every article up to the fiscal years that are announced by the end of `last_year`, oldest first."""
    made = (article for year in range(FIRST_YEAR, last_year + 2) for article in _articles_of_year(year))
    return tuple(sorted(chain(_written_articles(), made), key=lambda one: (one.published_at, one.number)))


def articles_until(day: date) -> tuple[Article, ...]:
    """What has been published by the end of `day`."""
    return tuple(one for one in all_articles(day.year) if one.published_at.date() <= day)


@cache
def _written_articles() -> tuple[Article, ...]:
    rows = yaml.safe_load((DATA / "articles.yml").read_text(encoding="utf-8"))
    return tuple(
        Article(
            number=1001 + index,
            publisher=row["publisher"],
            published_at=row["published_at"],
            title=row["title"],
            subtitle=row.get("subtitle", ""),
            paragraphs=tuple(row["paragraphs"]),
            reporter=_reporter(chance("reporter", index)),
        )
        for index, row in enumerate(rows)
    )


@cache
def _articles_of_year(fiscal_year: int) -> tuple[Article, ...]:
    groups = _groups([one for one in initiatives(fiscal_year) if one.announced_on])
    first = [_article(fiscal_year * 1000 + 1 + index, group) for index, group in enumerate(groups)]
    return (*first, *_follow_ups(fiscal_year))


def _follow_ups(fiscal_year: int) -> Iterator[Article]:
    """Some announced initiatives are in the news again when the contract is signed, under another name."""
    for trail in trails(fiscal_year):
        one = trail.initiative
        if one.announced_on and one.reach is Stage.CONTRACTED and one.chance("follow-up").random() < FOLLOW_UP_SHARE:
            contract = next(record for record in trail.records if record.stage == "contract")
            yield _follow_up(fiscal_year * 1000 + 500 + one.number, one, contract)


def _follow_up(number: int, one: Initiative, contract: Record) -> Article:
    draw = chance("article", number)
    day = contract.posted_at.date() + timedelta(days=7)
    body, name = one.government_on(day), follow_up_name(one)
    value = money(round((contract.total_krw or contract.amount_krw) / MILLION) * MILLION)
    return Article(
        number=number,
        publisher=draw.choice(list(PUBLISHERS)),
        published_at=datetime.combine(day, time(draw.randrange(8, 18), draw.randrange(60))),
        title=f"{body.short_name} ‘{name}’ 첫발… 계약 마쳐",
        subtitle="",
        paragraphs=(
            f"{subject(body.name)} ‘{name}’ 사업의 계약을 마치고 착수보고회를 열었다.",
            f"계약 금액은 약 {value}이다. {one.kind.department}에서 맡아 {one.fiscal_year}년 12월까지 마칠 예정이다.",
            _closing_sentence(one, body.short_name, draw),
        ),
        reporter=_reporter(draw),
        initiatives=(one,),
        names=(name,),
        is_follow_up=True,
    )


def _groups(announced: list[Initiative]) -> list[list[Initiative]]:
    """Initiatives of one province within seven weeks, up to three to an article; a near miss never joins its twin."""
    groups: list[list[Initiative]] = []
    for one in sorted(announced, key=lambda one: (_province(one), one.announced_on, one.number)):
        last = groups[-1] if groups else []
        wanted = chance("group size", last[0].key).choice((1, 2, 3, 3)) if last else 0
        if last and len(last) < wanted and _fits(one, last):
            last.append(one)
        else:
            groups.append([one])
    return groups


def _fits(one: Initiative, group: list[Initiative]) -> bool:
    first = group[0]
    assert one.announced_on and first.announced_on
    return (
        _province(one) == _province(first)
        and one.announced_on - first.announced_on <= GROUP_SPAN
        and all(one.kind is not other.kind for other in group)
        and all(one.twin_of != other.number and one.number != other.twin_of for other in group)
    )


def _province(one: Initiative) -> str:
    return one.government_code[:2]


def _article(number: int, group: list[Initiative]) -> Article:
    draw = chance("article", number)
    day = max(one.announced_on for one in group if one.announced_on)
    several = len(group) > 1
    is_wrong = number % MISPRINT_EVERY == 0 and (several or sum(map(bool, group[0].funding)) > 1)
    return Article(
        number=number,
        publisher=draw.choice(list(PUBLISHERS)),
        published_at=datetime.combine(day, time(draw.randrange(8, 18), draw.randrange(60), draw.randrange(60))),
        title=_title(group, day, draw),
        subtitle=_subtitle(group, draw),
        paragraphs=tuple(_round_up(group, day, draw, is_wrong) if several else _single(group[0], day, draw, is_wrong)),
        reporter=_reporter(draw),
        initiatives=tuple(group),
        names=tuple(announced_name(one) for one in group),
        has_wrong_sum=is_wrong,
    )


def _title(group: list[Initiative], day: date, draw: Random) -> str:
    if len(group) > 1:
        province = group[0].government_on(day).province.short_name
        return draw.choice(
            (
                f"{province} 지역 디지털 사업 {len(group)}건, {group[0].fiscal_year}년 예산 확정",
                f"{group[0].fiscal_year}년 {province}에서 시작하는 디지털 사업 {len(group)}가지",
            )
        )
    one = group[0]
    who, name = one.government_on(day).short_name, announced_name(one)
    return draw.choice(
        (
            f"{who}, {name} 나선다",
            f"{who} ‘{name}’ 본격화",
            f"{who}, {one.fiscal_year}년 {name}에 {money(one.total_krw, 1)}",
        )
    )


def _subtitle(group: list[Initiative], draw: Random) -> str:
    phrase = group[0].kind.object_phrase
    return draw.choice(("", f"{phrase} 기술 활용", f"{group[0].kind.department} 주관"))


def _single(one: Initiative, day: date, draw: Random, is_wrong: bool) -> list[str]:
    """An article about one initiative: what, how much, whose money, when."""
    body = one.government_on(day)
    name, total = announced_name(one), money(one.total_krw, draw.randrange(4))
    is_rounded = one.total_krw > EOK and not is_wrong and draw.random() < APPROXIMATE_SHARE
    if is_rounded:
        total = f"약 {money(round(one.total_krw / EOK) * EOK)}"
    lead = draw.choice(
        (
            f"{subject(body.name)} {one.kind.object_phrase} ‘{name}’ 사업을 {one.fiscal_year}년에 추진한다고 밝혔다.",
            f"{topic(body.name)} {one.fiscal_year}년 ‘{name}’에 {thing(total)} 들인다. "
            f"{one.kind.object_phrase} 하려는 것이다.",
            f"{subject(body.name)} {name}에 나선다. "
            f"{one.kind.department}에서 맡아 {one.kind.object_phrase} 할 계획이다.",
        )
    )
    cost = "" if total in lead else f"총사업비는 {total}이다. "
    return [
        lead,
        cost.strip() if is_rounded else f"{cost}{_funding_sentence(one, draw, is_wrong)}".strip(),
        _timing_sentence(one, draw),
        _closing_sentence(one, body.short_name, draw),
    ]


def _round_up(group: list[Initiative], day: date, draw: Random, is_wrong: bool) -> list[str]:
    """An article about several: a total, then each with its own amount in a list or in sentences."""
    province = group[0].government_on(day).province
    total = sum(one.total_krw for one in group) + (MISPRINT_KRW if is_wrong else 0)
    names = [(one.government_on(day), announced_name(one), money(one.total_krw, draw.choice((0, 1)))) for one in group]
    lead = (
        f"{province.name} 지역에서 {group[0].fiscal_year}년 디지털 사업 {len(group)}건이 시작된다. "
        f"사업비는 모두 {money(total)}이다."
    )
    if draw.random() < 0.5:
        items = " ".join(f"▲{body.name} ‘{name}’ {amount}" for body, name, amount in names)
        middle = [f"사업은 {items}이다."]
    else:
        middle = [f"{topic(body.name)} ‘{name}’에 {thing(amount)} 쓴다." for body, name, amount in names]
    ends = [_timing_sentence(group[0], draw)] if draw.random() < 0.5 else []
    return [lead, *middle, *ends]


def _funding_sentence(one: Initiative, draw: Random, is_wrong: bool) -> str:
    """Whose money it is; left out now and then, as releases do. A misprint makes the last share too big."""
    shares = [(label, share) for label, share in zip(_funding_labels(one), one.funding, strict=True) if share]
    if is_wrong:
        shares[-1] = (shares[-1][0], shares[-1][1] + MISPRINT_KRW)
    if len(shares) < 2:
        return f"전액 {shares[0][0]}로 마련한다." if draw.random() < 0.5 else ""
    form = draw.randrange(2)
    listed = ", ".join(f"{label} {money(share, form)}" for label, share in shares)
    return draw.choice((f"재원은 {listed}이다.", f"돈은 {listed}으로 나누어 댄다."))


def _funding_labels(one: Initiative) -> tuple[str, str, str, str]:
    body = one.government_on(one.ordered_on)
    province = "도비" if body.province.name.endswith("도") else "시비"
    if body.is_province:
        return "국비", province, "시군구비", "민간자본"
    own = {"구": "구비", "군": "군비"}.get(body.name[-1], "시비")
    return "국비", province, own, "민간자본"


def _timing_sentence(one: Initiative, draw: Random) -> str:
    month = one.ordered_on.month
    return draw.choice(
        (
            f"사업자는 {month}월에 공고를 내어 뽑고, 연말까지 마칠 예정이다.",
            f"{month}월 발주를 거쳐 {one.fiscal_year}년 12월 서비스를 시작한다.",
            f"사업 기간은 {one.fiscal_year}년 {month}월부터 {one.fiscal_year}년 12월까지다.",
        )
    )


def _closing_sentence(one: Initiative, who: str, draw: Random) -> str:
    return draw.choice(
        (
            f"{who} {one.kind.department} 관계자는 주민이 바뀐 점을 느끼도록 꼼꼼히 챙기겠다고 말했다.",
            f"{topic(who)} 운영 결과를 보고 다음 해 예산에 넣을지 정하기로 했다.",
            "자세한 내용은 담당 부서에 물어보면 된다.",
        )
    )


def _reporter(draw: Random) -> str:
    """Plainly invented names."""
    return f"{draw.choice(('가', '나', '다', '라', '마'))}표본 기자"
