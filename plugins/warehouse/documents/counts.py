"""Numbers with a unit beside a programme: places, devices, people, tasks, shares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warehouse.documents.model import Count
from warehouse.documents.sentences import Sentence
from warehouse.documents.witness import SourceText, squeeze

_UNIT = (
    r"개\s?(?:사업|과제|지자체|시·?군·?구|시·?군|시군구|시군|자치구|기관|기업|지역|시도|시·도|도시|분야|마을|읍면동|노선|학교|업체|서비스|팀|단지|중점과제|대학|동|구|소|사|국|종|반|년|월)?(?![가-힣]{0,1}월)|"
    r"건|대|곳|명|여명|개소|개사|가구|세대|호|회|농가|종|팀|면|기|채|동|필지|병상|노선|학급|%|㎞|km|㎡|ha|만\s?명|만\s?대|만\s?건"
)
_COUNT = re.compile(
    rf"(?<![\d.,A-Za-z\-])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,9}}(?:\.\d+)?)(?P<small>\s?(?:천|백)\s?\d{{0,3}})?(?P<large>\s?만(?:\s?\d[\d,]{{0,5}}(?:천(?:\s?\d{{0,3}})?)?)?)?\s?(?P<more>여\s?)?(?P<unit>{_UNIT})"
)


# Syllables behind a unit that make another word of it: '1기관', '2호선', '119 종합상황실', '3대 전략'.
_OTHER_WORD = re.compile(
    r"기(?:관|업|술|간|본|반|능)|호(?:선|차|실|텔|기)|대(?:책|학|표|상|비|폭|\s(?:전략|분야|과제|핵심|중점|목표|정책|비전|사업))|"
    r"건(?:물|설|강|축)|명(?:령|칭|시)|회(?:의|원|사)|면(?:적|담|허)|종(?:합|류|사|료)|채(?:널|용)|동(?:안|시|네|부)|팀(?:장|원)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A count with its place in the text."""

    value: float
    unit: str
    line: int
    start: int
    end: int
    sentence: int
    before: str
    bracketed: bool


def find_numbers(sentence: Sentence) -> list[Number]:
    """The counts of a sentence, left to right."""
    found = []
    for match in _COUNT.finditer(sentence.text):
        value = _value(match)
        unit = re.sub(r"\s", "", match.group("unit"))
        if (
            value is None
            or unit in ("월", "년")
            or _OTHER_WORD.match(sentence.text, match.start("unit"))
            or re.match(r"(?:년|월|일)", sentence.text[match.end("number") :].lstrip())
        ):
            continue
        start = sentence.start + match.start("number")
        before = sentence.text[max(0, match.start() - 30) : match.start()]
        found.append(
            Number(
                value,
                unit,
                sentence.line,
                start,
                sentence.start + match.end(),
                sentence.index,
                before,
                before.rstrip().endswith("("),
            )
        )
    return found


def _value(match: re.Match[str]) -> float | None:
    number = float(match.group("number").replace(",", ""))
    small, large = match.group("small"), match.group("large")
    if small:
        number = number * (1000 if "천" in small else 100) + float(re.sub(r"\D", "", small) or 0)
    if large:
        rest = large.replace("만", "").replace(",", "").strip()
        extra = 0.0
        if rest:
            thousand = re.match(r"(\d+)천\s?(\d*)", rest)
            extra = (
                float(thousand.group(1)) * 1000 + float(thousand.group(2) or 0)
                if thousand
                else float(re.sub(r"\D", "", rest) or 0)
            )
        number = number * 10_000 + extra
    return number


def unit_class(unit: str) -> str:
    """The unit without 개 and 여, which say nothing of what is counted."""
    if unit in ("개소", "곳", "군데"):
        return "곳"
    return re.sub(r"^개(?=.)|^여", "", unit) if unit not in ("개", "개사") else unit


def read_number(text: str) -> float:
    """'8,400', '1.5', '3천120' or '2만 4천' as a number."""
    total, rest = 0.0, text.replace(",", "").replace(" ", "")
    for sign, times in (("만", 10_000), ("천", 1000), ("백", 100)):
        head, mark, tail = rest.partition(sign)
        if mark:
            total, rest = total + (float(head) if head else 1) * times, tail
    return total + (float(rest) if rest else 0)


def count_facts(source: SourceText, numbers: list[Number]) -> tuple[Count, ...]:
    """One fact per number and place."""
    facts = []
    for number in numbers:
        what = re.split(r"[,.(]|은\s|는\s|을\s|를\s|에\s", number.before)[-1]
        witness = source.witness_around(number.line, number.start, number.end, rule="count.unit", confidence=0.8)
        facts.append(Count(number.value, number.unit, squeeze(what).strip("‘’'\"▲△ "), witness))
    return tuple(facts)
