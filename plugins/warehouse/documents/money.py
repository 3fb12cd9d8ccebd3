"""Amounts of money in a line of Korean: every written form, its value in won, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,4})?"
# No sentence of an article states more amounts; a line that does is noise.
MAXIMUM_AMOUNTS = 400
_SMALL = {"천": 1000, "백": 100, "십": 10}
_LARGE = {"조": 10**12, "억": 10**8, "만": 10**4}
# One group is a number with its multipliers: 5천500만, 112백만, 34.9억, 10조, 3천.
_GROUP = rf"{_NUMBER}\s?여?\s?(?:[천백십]\s?여?\s?(?:\d{{1,3}}\s?[백십]?\s?){{0,3}})?[조억만]"
_TAIL = rf"{_NUMBER}\s?(?:[천백십]\s?(?:\d{{1,3}}\s?[백십]?\s?){{0,3}})?"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?P<body>{_GROUP}(?:\s?{_GROUP}){{0,2}}(?:\s?{_TAIL}(?=\s?여?\s?원))?|{_TAIL}(?=\s?여?\s?원))"
    r"(?P<more>\s?여)?(?P<won>\s?원)?"
)
_PART = re.compile(rf"(?P<inner>{_NUMBER}\s?(?:[천백십]\s?(?:\d{{1,3}}\s?[백십]?\s?){{0,3}})?)(?P<unit>[조억만])?")
_INNER = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<multiplier>[천백십])?")
# What may follow 원: nothing Korean, or a particle or a word of measure; not 원장, 원칙, 원생, 원탁.
_AFTER_WON = re.compile(
    r"(?![가-힣])|(?:을|를|이|은|는|의|에|으로|로|씩|대|가량|정도|규모|가|과|와|보다|까지|부터|이다|이며|이고|이라|이었|인|다|짜리|어치|여|상당|이상|이하|미만|"
    r"넘게|만|도|뿐|등|중|안팎|내외|선|초과|투입|지원|확보|배정|편성|증액|감액|늘|줄|증가|감소|들여|규모|쓴|푼|한도|으론|이나|이란|마다|당|꼴|이던|였|에서|사업|예산)"
)
# Units that make a number with 조/억/만 something else than won.
_OTHER_UNIT = re.compile(
    r"\s?(?:여\s?)?(?:건|개|명|대|회|호|화소|달러|불|위안|엔|유로|톤|평|마리|그루|뷰|인|가구|세대|킬로|㎡|㎢|㎞|km|m|kg|t\b|주\b|장|권|편|점|곳|종|번|차례|배|년|시간|일\b|"
    r"\d|TB|GB|MB|kWh|MW|여\s?(?:명|건|개|대|곳)|[가-힣]?\s?(?:픽셀|메가)|원년)"
)
_MONEY_NEAR = re.compile(
    r"투입|지원|확보|예산|규모|사업비|들여|들인|쓴다|푼다|쏟|투자|집행|편성|배정|국비|도비|시비|군비|구비|기금|매출|절감|증액|감액|달한|총|원|교부|출자|비용|금액|쓸|넣|유치|재정|받|따|증가|감소|늘|줄|비\s*$"
)
_RANGE_JOIN = re.compile(r"\s?(?:원)?\s?[~\-]\s?$|\s?원?에서\s?$")
_BARE_LOW = re.compile(rf"(?<![\d.,/])(?P<low>{_NUMBER})(?P<unit>\s?[천백십]?[조억만])?\s?(?:원)?\s?(?:~|-|에서\s)\s?$")
_APPROXIMATE_BEFORE = re.compile(r"(?:약|대략|어림잡아|최대|최소|무려|거의|근)\s?$")
_APPROXIMATE_AFTER = re.compile(
    r"\s?(?:여|가량|정도|안팎|내외|남짓|이상|이하|넘게|넘는|상당|선\b|대\b|규모의 추정|수준)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount: value, place in the line, how it was read."""

    line: int
    start: int
    end: int
    won: int
    written_won: bool
    approximate: bool
    rule: str
    range_end: bool = False
    borrowed: bool = False
    multiplier: int = 1

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


def parse_amount(text: str) -> int | None:
    """Value in won of a written amount without 원 ('9억5천500만' is 955,000,000)."""
    total = Decimal(0)
    last = None
    before = Decimal(0)
    for part in _PART.finditer(text.replace("여", "").strip()):
        value = _inner_value(part.group("inner"))
        unit = part.group("unit")
        if value is None or (unit is None and last is None and total):
            return None
        scale = _LARGE[unit] if unit else 1
        if last is not None and (scale > last or (scale == last and value >= before)):
            return None  # '2천만5백만' goes on in smaller steps, '5백만2천만' is no number
        total += value * scale
        last, before = scale, value
    return int(total) if total == int(total) else int(total.to_integral_value())


def _inner_value(text: str) -> Decimal | None:
    value = Decimal(0)
    for match in _INNER.finditer(text):
        number = Decimal(match.group("number").replace(",", ""))
        value += number * _SMALL.get(match.group("multiplier") or "", 1)
    return value


def find_amounts(line: str, number: int) -> list[Amount]:
    """All amounts of one folded line, in order, ranges and brackets resolved."""
    found: list[Amount] = []
    for match in _AMOUNT.finditer(line):
        amount = _read(line, number, match)
        if amount is None:
            continue
        rises = bool(re.match(r"\s?(?:으로|로|까지\s(?:늘|줄|증|감|올))", line[amount.end : amount.end + 6]))
        low = None if rises and "에서" in line[max(0, amount.start - 6) : amount.start] else _range_low(line, amount)
        if low is not None and (not found or found[-1].end <= low.start):
            found.append(low)
            amount = replace(amount, range_end=True, rule="money.range")
        elif (
            found
            and not rises
            and _RANGE_JOIN.fullmatch(line[found[-1].end : amount.start] or "x")
            and found[-1].won < amount.won
        ):
            found[-1] = replace(found[-1], range_end=True, rule="money.range")
            amount = replace(amount, range_end=True, rule="money.range")
        found.append(amount)
    if len(found) > MAXIMUM_AMOUNTS:
        return []
    return sorted(found + _borrowed(line, number, found), key=lambda amount: amount.start)


def _read(line: str, number: int, match: re.Match[str]) -> Amount | None:
    body, won = match.group("body"), match.group("won") is not None
    end = match.end() if won or match.group("more") else match.end("body")
    if won and not _AFTER_WON.match(line, match.end()):
        won, end = False, match.end("body")
    units = re.findall(r"[조억만]", body)
    if not won:
        if not ({"조", "억"} & set(units)) or _OTHER_UNIT.match(line, match.end("body")):
            return None
        if not _bare_is_money(line, match.start(), match.end("body")):
            return None
    value = parse_amount(body.strip())
    if not value:
        return None
    approximate = (
        bool(match.group("more"))
        or "여" in body
        or bool(_APPROXIMATE_BEFORE.search(line, max(0, match.start() - 6), match.start()))
    )
    approximate = approximate or bool(_APPROXIMATE_AFTER.match(line, end))
    multiplier = _LARGE.get(units[-1], 1) if units else 1
    inner = re.search(r"\d\s?여?\s?([천백십])\s?[조억만]?$", body.strip())
    if inner:
        multiplier *= _SMALL[inner.group(1)]
    start = match.start() + len(body) - len(body.lstrip())
    return Amount(
        number,
        start,
        end,
        value,
        won,
        approximate,
        "money.written" if won else "money.bare_unit",
        multiplier=multiplier,
    )


def _bare_is_money(line: str, start: int, end: int) -> bool:
    """'594억' without 원 is money unless another word of measure follows or the line is cut there."""
    after = line[end:]
    if not after.strip():
        return len(line) < 60 and not re.search(r"다\.", line)
    if re.match(r"\s?[)\],.·~…‘'’\"”/:;|]|\s?-\s?\d", after):
        return True
    return bool(_MONEY_NEAR.search(line, max(0, start - 20), min(len(line), end + 18)))


def _range_low(line: str, high: Amount) -> Amount | None:
    """The low end of '5~7억 원', which borrows its unit from the high end."""
    window = max(0, high.start - 14)
    match = _BARE_LOW.search(line[window : high.start])
    if not match:
        return None
    own = match.group("unit")
    if own and own.strip() != "만":
        return None  # an amount of its own
    scale = _LARGE["만"] if own else high.multiplier
    low = int(Decimal(match.group("low").replace(",", "")) * scale)
    if not 0 < low < high.won:
        return None
    start = window + match.start("low")
    return Amount(
        high.line,
        start,
        window + match.end("unit" if own else "low"),
        low,
        False,
        high.approximate,
        "money.range",
        True,
        True,
        high.multiplier,
    )


_BRACKET = re.compile(r"\(([^()]{1,160})\)")
_LABELLED_NUMBER = re.compile(
    rf"(?P<label>[가-힣A-Za-z·]{{1,10}})\s*[:은는]?\s?(?P<number>{_NUMBER})\s?(?P<percent>%|[가-힣]?)(?=\s*(?:[,·/+;)]|$|[가-힣]))"
)
_LONE_NUMBER = re.compile(rf"\(\s?(?P<number>{_NUMBER})\s?\)")
_FUNDING_LABEL = re.compile(
    r"국비|국고|도비|시비|군비|구비|시도비|지방비|민자|민간|자부담|기타|기금|교부|보조|자체|국가|특교|균특|광특|지특|시군비|국·|대학|기업|융자|투자"
)


def _borrowed(line: str, number: int, found: list[Amount]) -> list[Amount]:
    """Bare numbers that take the unit of the amount before: '605억원(국비 287, 시비 175)', '(47억원) … (45)'."""
    extra: list[Amount] = []
    taken = [amount.span for amount in found]
    for bracket in _BRACKET.finditer(line):
        head = next((a for a in reversed(found) if a.end <= bracket.start() <= a.end + 3), None)
        inner = [a for a in found if bracket.start() < a.start < bracket.end()]
        model = head or (inner[0] if inner else None)
        if model and _FUNDING_LABEL.search(bracket.group(1)):
            for lender in (model, *_of_larger_units(model)):
                parts = _bracket_parts(line, number, bracket, lender, taken)
                if parts and (inner or _sums(parts, inner, head)):
                    extra.extend(parts)
                    break
    for lone in _LONE_NUMBER.finditer(line):
        model = next(
            (a for a in reversed(found) if a.end < lone.start() and line[a.end : a.end + 2].strip().startswith(")")),
            None,
        )
        if model and lone.start() - model.end < 300 and not _is_year(lone.group("number")):
            extra.append(_borrow(number, lone.start("number"), lone.end("number"), lone.group("number"), model))
    return [amount for amount in extra if not any(s < amount.end and amount.start < e for s, e in taken)]


def _of_larger_units(amount: Amount) -> list[Amount]:
    """The amount as lender of its leading unit: in '15억2500만원(국비 8, 도비 7.25)' the parts are in 억."""
    units = (10**8, 10**12) if amount.multiplier < 10**8 else (10**12,)
    return [replace(amount, multiplier=unit) for unit in units if amount.won >= unit and amount.multiplier < unit]


def _bracket_parts(
    line: str, number: int, bracket: re.Match[str], model: Amount, taken: list[tuple[int, int]]
) -> list[Amount]:
    parts = []
    for match in _LABELLED_NUMBER.finditer(line, bracket.start(1), bracket.end(1)):
        span = match.span("number")
        if match.group("percent") or any(s < span[1] and span[0] < e for s, e in taken):
            continue
        parts.append(_borrow(number, *span, match.group("number"), model))
    return parts


def _sums(parts: list[Amount], inner: list[Amount], head: Amount | None) -> bool:
    """Borrowed numbers must add up to the amount before the bracket."""
    if head is None:
        return bool(inner)
    return abs(sum(a.won for a in (*parts, *inner)) - head.won) <= max(0.02 * head.won, head.multiplier)


def _borrow(number: int, start: int, end: int, text: str, model: Amount) -> Amount:
    won = int(Decimal(text.replace(",", "")) * model.multiplier)
    return Amount(
        number, start, end, won, False, False, "money.borrowed_unit", borrowed=True, multiplier=model.multiplier
    )


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", text))
