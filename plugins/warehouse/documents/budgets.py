"""Amounts to budget facts: one fact once, its role by containment, its label, year, spender and source."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from warehouse.documents import roles
from warehouse.documents.body import Body
from warehouse.documents.model import Budget
from warehouse.documents.money import Amount, find_amounts
from warehouse.documents.places import PlaceReading
from warehouse.documents.sentences import BULLETS, Sentence, split_sentences
from warehouse.documents.tables import Cell, Table, find_cells
from warehouse.documents.witness import SourceText, squeeze
from warehouse.documents.years import fiscal_years, own_year

_TOTAL_CUE = re.compile(
    r"(?:총|전체|모두|합쳐|합친|합한|총사업비|총예산|총액|총\s?사업비|총\s?예산|사업비는?|예산은?)\s?(?:약|은|는|이|을|로|으로|에|\s){0,3}$"
)
_STRONG_TOTAL = re.compile(
    r"(?:총|전체|모두|합쳐|합친|합한|합계|도합|총사업비는?|총예산은?|총액은?|총\s?사업비는?|총\s?예산은?|총\s?투자비는?)\s?(?:약|은|는|이|을|로|으로|:|\s){0,3}$"
)
_PART_CUE = re.compile(
    r"(?:이\s?(?:가운데|중에서|중)|그\s?(?:가운데|중)|이중|그중|우선|먼저|1차|2차|1단계|2단계|올해는)(?:\s|에|엔|는|,|에서)"
)
_LIST_MARKS = re.compile(rf"[{BULLETS}]")
# '국비 3억원을 포함해 10억원': the first amount is inside the second.
_INCLUDED = re.compile(r"^\s?(?:을|를)\s?(?:비롯해|포함해|포함한|포함하여|더해|더한|합쳐|합해|보태)")


@dataclass(slots=True)
class Money:
    """An amount with its surroundings on the way to a fact."""

    amount: Amount
    sentence: Sentence
    before: str
    after: str
    zone: str
    role: str = ""
    reason: str = ""
    parent: Money | None = None
    funding: str | None = None
    funding_label: str | None = None
    label: str = ""
    bullet: tuple[int, int] | None = None
    children: list[Money] = field(default_factory=list)
    suspect: bool = False
    corrected: int | None = None
    cell: Cell | None = None

    opening: str = ""
    block: int | None = None  # first line of the list whose items stand on lines of their own

    @property
    def won(self) -> int:
        return self.amount.won

    @property
    def value(self) -> int:
        """The amount as it is probably meant."""
        return self.corrected or self.amount.won


def read_money(
    source: SourceText,
    body: Body,
    sentences: list[Sentence],
    published: date | None = None,
    tables: Sequence[Table] = (),
    places: PlaceReading | None = None,
) -> list[Money]:
    """Every amount of headline and body with role, before repetitions are dropped."""
    by_line: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        by_line.setdefault(sentence.line, []).append(sentence)
    head = {body.title_line, *body.subtitle_lines}
    found: list[Money] = []
    for number in body.content_lines:
        line = source.folded[number - 1]
        if len(line) > MAXIMUM_LINE:
            continue
        own = by_line.get(number) or split_sentences(line, number)
        for amount in find_amounts(line, number):
            sentence = next((s for s in own if s.start <= amount.start < s.end), own[-1])
            money = Money(
                amount,
                sentence,
                line[sentence.start : amount.start],
                line[amount.end : sentence.end],
                "head" if number in head else "body",
                opening=line[:40],
            )
            money.funding, money.funding_label = roles.funding_before(money.before)
            found.append(money)
    found = [money for money in found if not _approaches(money, found)]
    _add_cells(source, tables, found)
    found.sort(key=lambda money: (money.amount.line, money.amount.start))
    _brackets(source, found)
    _blocks(source, body, found)
    _suspects(found)
    _lost_units(found)
    _roles(body, found, published)
    if places:
        _elsewhere(found, places)
    for money in found:
        money.label = money.cell.label if money.cell else _label(money)
    return found


def _approaches(money: Money, found: list[Money]) -> bool:
    """'9000억원에 육박' only rounds an amount that the text states exactly."""
    near = re.match(r"^\s?에\s(?:육박|가까|이르)", money.after)
    return bool(near) and any(
        0.93 * money.won < other.won < 1.07 * money.won
        for other in found
        if other is not money and other.won != money.won
    )


def _add_cells(source: SourceText, tables: Sequence[Table], found: list[Money]) -> None:
    """Amounts of tables; a column of an earlier year than the last one is another period."""
    cells = find_cells(tables)
    last = max((cell.year for cell in cells if cell.year), default=None)
    for cell in cells:
        line = source.folded[cell.amount.line - 1]
        sentence = Sentence(cell.amount.line, 0, len(line), line, 100_000 + cell.amount.line)
        money = Money(cell.amount, sentence, "", "", "body", cell=cell)
        if cell.year and last and cell.year < last and not cell.of_years:
            money.role, money.reason = "other", "role.earlier_column"
        elif cell.part:
            money.role, money.reason = "component", "role.table"
        found.append(money)


MAXIMUM_LINE = 50_000


def budget_facts(
    source: SourceText,
    found: list[Money],
    places: PlaceReading,
    sentences: list[Sentence],
    published: date | None,
) -> tuple[Budget, ...]:
    """The facts, each stated once, in the order of the text."""
    kept = without_repetitions(found)
    years = fiscal_years(source, found, kept, sentences, published)
    return tuple(_fact(source, money, places, years[id(money)]) for money in kept)


def _fact(source: SourceText, money: Money, places: PlaceReading, year: str | None) -> Budget:
    amount = money.amount
    confidence = 0.95 if money.reason != "default" else 0.75
    if amount.rule == "money.bare_unit":
        confidence -= 0.1
    if money.suspect:
        confidence = 0.4
    witness = source.witness_around(
        amount.line, amount.start, amount.end, rule=f"{amount.rule}/{money.reason}", confidence=confidence
    )
    return Budget(
        amount_krw=money.won,
        role=money.role,
        label=money.label,
        fiscal_year=year,
        organisation=_organisation(money, places),
        funding=money.funding,
        approximate=amount.approximate,
        suspect=money.suspect,
        corrected_krw=money.corrected,
        witness=witness,
    )


# --- structure -------------------------------------------------------------------------------------------------


def _brackets(source: SourceText, found: list[Money]) -> None:
    """Amounts in a bracket that follows an amount are its parts; bulleted amounts know their list."""
    for index, money in enumerate(found):
        line = source.folded[money.amount.line - 1]
        opening = _enclosing(line, money.amount.start, money.sentence.start)
        if opening is not None:
            for other in reversed(found[:index]):
                if other.amount.line != money.amount.line:
                    break
                gap = line[other.amount.end : opening]
                if other.amount.end <= opening and len(gap) <= 12 and not re.search(rf"[.,;)\]{BULLETS}]|다\s", gap):
                    money.parent = other
                    other.children.append(money)
                    break
        mark = max((line.rfind(b, money.sentence.start, money.amount.start) for b in BULLETS), default=-1)
        if mark >= 0 and len(_LIST_MARKS.findall(money.sentence.text)) >= 2:
            money.bullet = (money.amount.line, money.sentence.start)


ITEM_LINE = re.compile(
    rf"^\s*(?P<mark>[{BULLETS}·•※ㅇo*❍-]|[①-⑳]|\d{{1,2}}[.)]|[가-하][.)])\s?(?=[가-힣A-Za-z\d‘'「(])"
)


def _blocks(source: SourceText, body: Body, found: list[Money]) -> None:
    """Lines in a row that open with the same mark and state an amount each are one list."""
    first: dict[int, Money] = {}
    for money in found:
        if money.parent is None and not money.cell:
            first.setdefault(money.amount.line, money)
    block: list[Money] = []
    mark = ""
    for number in [*body.content_lines, 0]:
        match = ITEM_LINE.match(source.folded[number - 1][:40]) if number else None
        kind = re.sub(r"[\d가-하]", "n", match.group("mark")) if match else ""
        if block and (kind != mark or number not in first):
            if len(block) >= 2:
                for money in block:
                    money.block = block[0].amount.line
            block = []
        if kind and number in first:
            block.append(first[number])
            mark = kind


def _enclosing(line: str, position: int, low: int) -> int | None:
    """Where the bracket around the position opens, or None."""
    depth = 0
    for index in range(position - 1, max(low, position - 200) - 1, -1):
        if line[index] in ")]":
            depth += 1
        elif line[index] in "([":
            if depth == 0:
                return index
            depth -= 1
    return None


def _suspects(found: list[Money]) -> None:
    """A unit that contradicts the siblings of its list by a thousand times or more (GUIDELINES 5)."""
    groups: dict[object, list[Money]] = {}
    for money in found:
        key: tuple[str, object] | None = ("bracket", id(money.parent)) if money.parent else None
        if key is None and money.bullet:
            key = ("list", money.bullet)
        if key is None and money.block:
            key = ("block", money.block)
        if key:
            groups.setdefault(key, []).append(money)
    for members in groups.values():
        for money in members:
            others = sorted(m.won for m in members if m is not money)
            if not others or (len(others) < 2 and not money.parent):
                continue
            low, high, middle = others[0], others[-1], others[len(others) // 2]
            if money.won * 1000 <= low or money.won >= high * 1000:
                money.suspect = True
                money.corrected = _probable(money, [m for m in members if m is not money], middle, found)


def _probable(money: Money, siblings: list[Money], middle: int, found: list[Money]) -> int | None:
    """What the amount was meant to be: the unit that makes the list's stated sum, else the one nearest its siblings."""
    number = money.won // money.amount.multiplier
    scales = {10**4, 10**8, *(m.amount.multiplier for m in siblings)}
    likely = [number * scale for scale in sorted(scales) if middle / 1000 < number * scale < middle * 1000]
    rest = sum(m.won for m in siblings)
    exact = [value for value in likely if any(value + rest == m.won for m in found)]
    return min(exact or likely, key=lambda value: abs(math.log(value / middle)), default=None)


def _lost_units(found: list[Money]) -> None:
    """'총사업비 5200원 규모에 국비 172억원': a whole below a hundredth of a thousandth of its parts has lost its unit."""
    for money in found:
        if (
            money.suspect
            or money.amount.multiplier != 1
            or money.amount.borrowed
            or not re.search(
                r"(?:총?사업비|예산|투자비|국비|도비|시비)(?:는|은|이|가|\s|총|약){0,3}$", money.before[-14:]
            )
        ):
            continue
        siblings = [
            m
            for m in found
            if m is not money
            and m.sentence.index == money.sentence.index
            and m.won >= 10**8
            and m.amount.multiplier >= 10**8
        ]
        if siblings and money.won < 10**6 and all(money.won * 1000 <= m.won for m in siblings):
            money.suspect, money.corrected = True, money.won * siblings[0].amount.multiplier


# --- roles -----------------------------------------------------------------------------------------------------


def _roles(body: Body, found: list[Money], published: date | None) -> None:
    for money in found:
        if money.role:
            continue
        if roles.is_change(money.before, money.after):
            money.role, money.reason = "change", "role.change"
        elif (
            money.parent is not None
            and money.value < money.parent.value
            and not money.amount.range_end
            and re.search(r"(?:당|마다|각|각각)\s?(?:약|최대|국비|평균|\s){0,3}$", money.before[-14:])
            and roles.is_each(money.amount, money.before, money.after)
        ):
            money.role, money.reason = "per_unit", "role.each"
        elif money.parent is not None and not re.search(
            r"(?:전년도?|지난해|작년|당초)\s?(?:예산\s?)?$", money.before[-12:]
        ):
            money.role, money.reason = "component", "role.bracket"
        elif roles.is_each(money.amount, money.before, money.after):
            money.role, money.reason = "per_unit", "role.each"
        elif roles.is_other(money.before, money.after):
            money.role, money.reason = "other", "role.other"
    for money in found:
        if money.parent is not None and money.role == "component" and money.parent.role in ("change", "other"):
            money.role, money.reason = money.parent.role, "role.bracket"
    for index, money in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if (
            not money.role
            and following
            and following.sentence.index == money.sentence.index
            and following.won > money.won
            and _INCLUDED.match(money.after)
        ):
            money.role, money.reason = "component", "role.included"
    open_ = [m for m in found if not m.role]
    _wholes(open_)
    _history(found, published)
    _contained(body, open_, published)
    for money in found:
        if money.role == "total" and money.funding_label and _is_share_elsewhere(money, found):
            money.role, money.reason = "component", "role.share_elsewhere"
        if money.role == "component" and money.parent is not None and money.parent.role == "per_unit":
            money.role, money.reason = "per_unit", "role.share_of_each"


# '2020년 4곳(40억 원)': how many a yearly programme chose, and for how much.
_ROUND = re.compile(r"(?:20\d\d년|지난해|작년)\s\d[\d,]*\s?(?:곳|개|건|개소)[가-힣]{0,4}\s?\(\s?$")


def _history(found: list[Money], published: date | None) -> None:
    """'2020년 4곳(40억 원), 2021년 10곳(105억 원)으로 넓혀 왔다': what several earlier years cost is past."""
    if published is None:
        return
    groups: dict[int, list[tuple[Money, str]]] = {}
    for money in found:
        year = None if money.role or money.cell else own_year(money, published.year)
        if year and year.isdigit() and int(year) < published.year and _ROUND.search(money.before[-24:]):
            groups.setdefault(money.sentence.index, []).append((money, year))
    for members in groups.values():
        if len({year for _, year in members}) >= 2 and roles.is_past(members[-1][0].after):
            for money, _ in members:
                money.role, money.reason = "other", "role.history"


def _is_share_elsewhere(money: Money, found: list[Money]) -> bool:
    """'국비 15억 원을 따냈다 … 25억 원(국비 15억, 시비 10억)': the share is told before its whole."""
    return any(
        other.won == money.won
        and other is not money
        and other.role == "component"
        and other.funding == money.funding
        and (other.parent is not None or other.reason in ("role.sum", "role.included", "role.share"))
        for other in found
    )


def _wholes(open_: list[Money]) -> None:
    """Neighbouring amounts that add up to another one are its parts."""
    for whole in sorted(open_, key=lambda m: -m.value):
        for run in find_runs(
            whole, [m for m in open_ if m is not whole and m.zone == "body" and m.value < whole.value]
        ):
            for part in run:
                part.role, part.reason = "component", "role.sum"


def find_runs(whole: Money, others: list[Money]) -> list[list[Money]]:
    """All runs of neighbouring amounts that add up exactly to the whole, none overlapping another."""
    candidates = others[:60]
    runs: list[list[Money]] = []
    start = 0
    while start < len(candidates):
        total, run = 0, []
        for money in candidates[start : start + 25]:
            total += money.value
            run.append(money)
            if total >= whole.value:
                break
        if len(run) > 1 and total == whole.value:
            runs.append(run)
            start += len(run)
        else:
            start += 1
    return runs


_MINISTRY_SUBJECT = re.compile(
    r"(?:국토교통부|국토부|행정안전부|행안부|과학기술정보통신부|과기정통부|과기부|정부|중기부|복지부|산업부|농식품부|문체부|환경부|해수부|진흥원|(?:한국|국가|국립)[가-힣]{2,12}(?:공사|공단))(?:는|은|가|이)\s"
)


# What a public corporation spends holds nothing of what the government spends.
_CORPORATION = re.compile(r"(?:공사|공단)(?:는|은|가|이)\s")


def _contained(body: Body, open_: list[Money], published: date | None) -> None:
    """What remains is contained in the umbrella amount of headline or lead, or stands for itself."""
    candidates = [m for m in open_ if m.role != "component"]
    for money in candidates:
        if _of_the_state(money, candidates):
            money.role, money.reason = "other", "role.state"
    candidates = [m for m in candidates if not m.role]
    if not candidates:
        return
    lead = {body.title_line, *body.subtitle_lines, *body.body_lines[:2]}
    umbrella = _umbrella(candidates, lead)
    position = {id(m): i for i, m in enumerate(open_)}
    for money in candidates:
        money.role, money.reason = _by_umbrella(money, umbrella, lead, position)
        if money.role == "component" and not money.bullet and _lasts_longer(money, umbrella, published):
            money.role, money.reason = "total", "role.longer_period"


def _elsewhere(found: list[Money], places: PlaceReading) -> None:
    """'한편 울산 남구도 … 3억원을 들여': what another government spends is not this one's."""
    if not 1 <= len(places.primary) <= 2:
        return
    own = {region.code for region in places.primary}
    provinces = {region.sido_code for region in places.primary if region.is_sido}
    for money in found:
        if money.role not in ("total", "component") or money.parent or money.reason in ("role.sum", "role.separate"):
            continue
        subjects = [
            m
            for m in places.resolved_on(money.amount.line)
            if money.sentence.start <= m.start < money.amount.start and m.topic
        ]
        region = subjects[-1].resolved if subjects else None
        if region and region.code not in own and region.sido_code not in provinces and not region.is_sido:
            money.role, money.reason = "other", "role.elsewhere"


_STATE_SUBJECT = re.compile(r"(?:^|\s)(?:정부|국가|중앙정부)(?:가|는|도)\s[^.]{0,40}$")


def _of_the_state(money: Money, candidates: list[Money]) -> bool:
    """'정부가 … 10조 원의 예산을 넣어': what the state spends everywhere, far above what a government does."""
    if money.won < 10**12 or not _STATE_SUBJECT.search(money.before) or money.zone == "head":
        return False
    local = re.search(r"[가-힣]{2,}(?:시|군|구|도)(?:에|의|가|는|를|와|,|·)\s?", money.before + money.after[:40])
    return not local and not any(m is not money and m.zone == "head" and m.won == money.won for m in candidates)


_SEVERAL_YEARS = re.compile(
    r"[2-9]\s?(?:개년|년)(?:에 걸친|짜리|간|\s동안)[^.]{0,24}총\s?(?:사업비|예산)(?:는|은|가)?\s?(?:약\s?)?$"
)


def _lasts_longer(money: Money, umbrella: Money, published: date | None) -> bool:
    """Money spent until after the umbrella's period ends, or over years, is not inside the umbrella of one year."""
    if _SEVERAL_YEARS.search(money.before[-60:]) and _year_word(umbrella):
        return True
    own = _UNTIL_NEAR.search(money.before[-60:])
    whole = own_year(umbrella, published.year if published else None)
    if not own or not whole:
        return False
    return int(own.group(1)) > int(re.findall(r"\d{4}", whole)[-1])


_UNTIL_NEAR = re.compile(r"(20\d\d)년(?:\s?말)?까지")


def _umbrella(candidates: list[Money], lead: set[int | None]) -> Money:
    """The amount that may hold the others: the largest of headline, lead and stated totals of the acting government."""
    in_title = {m.value for m in candidates if m.zone == "head"}
    fitting = [
        m for m in candidates
        if (m.amount.line in lead or m.value in in_title or _STRONG_TOTAL.search(m.before[-16:]))
        and not _of_ministry(m, lead) and not (m.amount.line not in lead and _CORPORATION.search(m.before))
    ]  # fmt: skip
    own = [m for m in fitting or candidates if not _APART.search(m.before[-40:])]
    return max(own or fitting or candidates, key=lambda m: (m.value, m.zone == "body"))


# '이와 함께 총 13억원을 별도로 투입': money beside the programme holds nothing of it.
_APART = re.compile(r"(?:이와|그와|이와는)?\s?(?:별도로|별개로|함께)\s[^.]{0,30}$|또 다른\s")


def _of_ministry(money: Money, lead: set[int | None]) -> bool:
    """A ministry's whole programme, told after the lead, holds more than what this government gets."""
    return money.amount.line not in lead and bool(_MINISTRY_SUBJECT.search(money.before))


# What it costs to run is not inside what it costs to build.
_RUNNING = re.compile(r"운영비|유지비|유지관리비|유지보수비|회선료")
_BUILDING = re.compile(r"설치비|구축비|조성비|건립비|공사비")
# '구는 또 낡은 보안등을 바꾼다. … 모두 1억5400만원': the paragraph speaks of something else.
_TOO = re.compile(
    r"^\W{0,4}(?:[가-힣]{1,6}(?:은|는)\s)?(?:또|또한|이와 함께|아울러|이 밖에|이 외에도?|이밖에|별도로)\s"
)


def _by_umbrella(money: Money, umbrella: Money, lead: set[int | None], position: dict[int, int]) -> tuple[str, str]:
    if money.value == umbrella.value or _rounded(money, umbrella):
        return "total", "role.whole"
    held = money.value < umbrella.value
    stated = umbrella.amount.line in lead or bool(_STRONG_TOTAL.search(umbrella.before[-16:]))
    near = abs(money.sentence.index - umbrella.sentence.index) <= 2
    if _year_word(money) and _year_word(umbrella) and _year_word(money) != _year_word(umbrella):
        return "total", "default"
    other_share = bool(
        money.funding_label
        and umbrella.funding_label
        and money.funding_label != umbrella.funding_label
        and not umbrella.children
    )
    if not held or other_share:
        return "total", "default"
    if umbrella.amount.line == money.amount.line and _APART.search(umbrella.before[-40:]):
        return "total", "default"
    if _is_sibling(money, umbrella):
        return "total", "default"
    if re.search(r"(?:이와|그와|이와는)?\s?(?:별도로|별개로)\s|또 다른\s", money.before[-40:]) and not money.bullet:
        return "total", "role.separate"
    if _RUNNING.search(money.opening + money.before[-60:]) and _BUILDING.search(umbrella.before[-30:]):
        return "total", "role.separate"
    if _TOO.search(money.opening) and _STRONG_TOTAL.search(money.before[-16:]) and not near:
        return "total", "role.separate"
    if stated and not _of_ministry(money, lead):
        return "component", "role.umbrella"
    if (money.funding and near) or (money.bullet and not umbrella.bullet) or _PART_CUE.search(money.before):
        return "component", "role.share"
    after_umbrella = position[id(money)] > position[id(umbrella)]
    if (
        after_umbrella
        and money.sentence.index == umbrella.sentence.index
        and not _STRONG_TOTAL.search(money.before[-16:])
    ):
        return "component", "role.same_sentence"
    return "total", "default"


def _year_word(money: Money) -> str:
    """The year that the clause of the amount speaks of, in words."""
    clause = money.before[-60:]
    if re.search(r"내년|이듬해|다음 해", clause):
        return "next"
    return "this" if re.search(r"올해|올\s|연말|연내|올해", clause) else ""


def _is_sibling(money: Money, umbrella: Money) -> bool:
    """'1단계에 30억원, 2단계에 20억원': parallel phrases of one sentence, neither called a whole."""
    if (
        money.sentence.index != umbrella.sentence.index
        or umbrella.zone == "head"
        or umbrella.children
        or _TOTAL_CUE.search(umbrella.before[-14:])
    ):
        return False
    if money.amount.start < umbrella.amount.end:
        return bool(re.match(r"^\s?(?:,|과|와|을 |를 )", money.after)) and _parallel(
            money.after[: umbrella.amount.start - money.amount.end]
        )
    return _parallel(umbrella.after[: money.amount.start - umbrella.amount.end])


def _parallel(between: str) -> bool:
    """Only a comma or 과 and a short phrase with 에, 은 or 이 stand between two amounts."""
    if re.search(r"중|가운데|포함|올해|우선|먼저|국비|도비|시비|군비|구비|지방비|이며|등", between):
        return False
    return len(between) <= 26 and bool(
        re.match(r"^\s?(?:을|를|이)?\s?(?:,|과|와)\s?[^.]{1,20}(?:에|에는|은|는|이|가)\s?(?:총|약)?\s?$", between)
    )


def _rounded(money: Money, whole: Money) -> bool:
    return money.zone == "head" and abs(money.value - whole.value) <= 0.03 * whole.value


# --- repetitions -----------------------------------------------------------------------------------------------


def without_repetitions(found: list[Money]) -> list[Money]:
    """Headline amounts that the body states, and body amounts that say the same again, are dropped."""
    body = [m for m in found if m.zone == "body"]
    kept: list[Money] = []
    for money in found:
        if money.zone == "head":
            if any(_restates(money, other) for other in body) or any(_same_head(money, k) for k in kept):
                continue
        elif any(_repeats(k, money) for k in kept if k.zone == "body"):
            continue
        kept.append(money)
    return kept


def _restates(head: Money, body: Money) -> bool:
    """The body's amount is the headline's, exactly or rounded to the headline's digits."""
    if head.won == body.won:
        return True
    digits = len(str(head.won).rstrip("0"))
    return (
        digits <= 3
        and abs(head.won - body.won) < max(10 ** (len(str(head.won)) - digits), 0.006 * body.won)
        and body.won >= 10**8
    )


def _same_head(one: Money, other: Money) -> bool:
    return one.won == other.won and other.zone == "head"


def _repeats(first: Money, second: Money) -> bool:
    """The second amount says again what the first said."""
    if first.won != second.won or re.search(r"또 다른|별도|추가로|추가\s", second.before[-20:]):
        return False
    if first.sentence.index == second.sentence.index:
        return _similar(first.label, second.label) >= 0.8 and not (first.parent or second.parent or first.bullet)
    if {first.role, second.role} & {"per_unit", "other", "change"} and first.role != second.role:
        return False
    if first.funding and second.funding and first.funding_label != second.funding_label:
        return False
    if first.bullet and second.bullet:
        return _similar(first.label, second.label) >= 0.6
    digits = len(str(first.won).rstrip("0"))
    if digits >= 3:
        return True
    if first.role == second.role == "total":
        return True
    if first.funding and first.funding == second.funding:
        return True
    if (stage := _STAGE.search(second.before[-14:])) and stage.group(0) in first.before[-24:]:
        return True
    return _similar(first.label, second.label) >= 0.5


_STAGE = re.compile(r"\d\s?(?:단계|차(?:연도|년도)?)")


def _similar(left: str, right: str) -> float:
    a = {left[i : i + 2] for i in range(len(left) - 1)}
    b = {right[i : i + 2] for i in range(len(right) - 1)}
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else float(left == right)


# --- label, year, spender --------------------------------------------------------------------------------------

# Words that say when, how much or whose, but not what for.
_LABEL_WORD = re.compile(
    r"(?:총|약|모두|각|각각|최대|무려|올|올해|올해는|올해도|내년|내년에|내년에는|오는|지난|지난해|작년|등|등에|등의|에만|규모|규모의|투입|국비|도비|시비|군비|구비|국비로|도비로|시비로|"
    r"시는|시가|군은|군이|구는|구가|도는|도가|이는|총사업비|사업비|예산|예산은|예산으로|투자비|사업비는|사업비로|연간|매년|한|해|연|현재|우선|먼저|이번|전체|추가로|포함|"
    r"\d+년|\d+년간|\d+년까지|\d+월|\d+월까지|\d+일|연말까지|상반기|하반기|[(:,·\-]+)"
)
_LABEL_PARTICLE = re.compile(
    r"(?:에만|에는|에서는|에서|으로는|으로써|으로|까지|에게|에|은|는|이|가|을|를|의|로|와|과|[(:,])$"
)
_LABEL_HEAD = re.compile(
    r"^(?:\)[·,]?|\)?(?:과|와|에|은|는|이|가|을|를|로)?\s|(?:이 밖에도|밖에도|이밖에도|이 밖에|이어|또|또한|우선|먼저|특히|한편|그러나|아울러|이 가운데|이 중|이번|나머지|다만)\s)+"
)


def _tail_off(text: str) -> str:
    """The phrase without the words at its end that only say when, how much or whose, and without its last particle."""
    words = re.sub(r"\(\d[\d,]*\s?(?:개|건|곳|대)[·,\s]*$", "", squeeze(text)).split(" ")
    while words and _LABEL_WORD.fullmatch(words[-1]):
        words.pop()
    if words and len(bare := _LABEL_PARTICLE.sub("", words[-1])) >= 2:
        words[-1] = bare
    return " ".join(words)


_CLAUSE = re.compile(
    r"(?:[,;]|(?:하고|하며|으며|이며|면서|지만|(?<!지난)(?<!올)해|하여|따라|위해|통해|대해)\s|‘|“|'|\")"
)


# Another amount before this one, with what joins the two: no part of the label.
_AMOUNT_BEFORE = re.compile(
    r"^.*\d[\d,.]*\s?(?:조|억|천만|백만|만)[\d천백만\s]*\s?원?(?:을|를|이|가|에|과|와|등)?(?=[\s,()]|$)\s?(?:포함(?:해|한|하여)|더해|더한|합쳐|합한|보태)?"
)
_BEFORE_AMOUNT = re.compile(r"^(.*?)\d[\d,.]*\s?(?:조|억|천만|백만|만|[천백])")
_CHANGED = re.compile(
    r"(?:가량|여|정도)?\s?(?:이|을|가)?\s?(?:더\s)?(?:늘어난|늘린|증가한|증액한|증액된|감소한|줄어든|줄인|삭감된|더한|많은|적은|불어난|오른|내린)(?:\s총|\s약)?"
)
_MONEY_WORD = re.compile(
    r"(총\s?사업비|총\s?예산|사업비|예산|투자비|운영비|설치비|구축비|구입비|지원금)(?:은|는|이|가|을|를|로)?\s?(?:총|약|모두|\s){0,3}$"
)
_NOUN_AFTER = re.compile(r"^\s?(?:규모)?의\s([가-힣A-Za-z0-9 ]{2,20}?)(?:을|를|이|가|은|는|로|으로|에)\s")
_NO_LABEL = re.compile(r"(?:포함|이다|이며|이고|이라|다|규모|투입|들여|확보|지원|등|원|씩|을|를|으로|가량|정도|여)+")


def _label(money: Money) -> str:
    """What the money is for: the bullet's phrase, the phrase before the bracket, or the nearest noun phrase."""
    if money.funding_label and (money.parent or money.funding):
        return money.funding_label
    before = money.before
    mark = max((before.rfind(b) for b in BULLETS), default=-1)
    if mark >= 0:
        phrase = re.sub(r"\(?\s?\d[\d,]*\s?(?:개|건|곳)\s?[,(]?\s?$", "", before[mark + 1 :].rstrip("( "))
        return _trim(phrase)
    quoted = re.findall(r"[‘'“\"「]([^‘’'“”\"「」]{3,40})[’'”\"」]", before[-90:])
    if quoted:
        return _trim(quoted[-1])
    pieces = [piece for piece in _CLAUSE.split(before) if piece and piece.strip()]
    phrase = pieces[-1] if pieces else before
    rest = _AMOUNT_BEFORE.sub("", phrase)
    if _CHANGED.fullmatch(rest.strip()) and (earlier := _BEFORE_AMOUNT.match(phrase)):
        rest = earlier.group(1)  # '일반회계는 5억원 늘어난 70억원'
    trimmed = _trim(_tail_off(rest.rstrip("( ")))
    if len(trimmed) < 2 and (cue := _MONEY_WORD.search(before[-16:])):
        return cue.group(1)
    if len(trimmed) < 2 and len(pieces) > 1:
        trimmed = _trim(_tail_off(_AMOUNT_BEFORE.sub("", pieces[-2])))
    if len(trimmed) < 2 or _NO_LABEL.fullmatch(trimmed):
        noun = _NOUN_AFTER.match(money.after)
        trimmed = _trim(noun.group(1)) if noun else ""
    return trimmed if len(trimmed) >= 2 else "총사업비" if _STRONG_TOTAL.search(before[-16:]) else "사업비"


def _trim(text: str) -> str:
    words = _LABEL_HEAD.sub("", squeeze(_tail_off(text))).strip("‘’'\"“”`·-( ").split(" ")
    return _LABEL_HEAD.sub("", " ".join(words[-6:]))[-40:]


_SPENDER = re.compile(
    r"([가-힣·]{2,14}(?:실|국|과|본부|기술센터|담당관|정책관|사업소|공단|재단|진흥원|공사|부|청))(?:은|는|이|가)\s"
)


# '경상남도(411개 736억원)', '서울 8억원': the amount of a list is the place's before it.
_BESIDE = re.compile(r"^\s?\(?\s?(?:\d[\d,]*\s?(?:개|건|곳|대)[,\s]{1,2})?(?:총|약)?\s?$")


def _organisation(money: Money, places: PlaceReading) -> str | None:
    """Who spends: the bureau or government that is the sentence's subject, else the acting government."""
    named = [
        m for m in places.resolved_on(money.amount.line)
        if m.end <= money.amount.start and _BESIDE.match(money.before[max(0, m.end - money.sentence.start) :])
    ]  # fmt: skip
    if named and named[-1].resolved:
        return named[-1].resolved.name
    bureau = list(_SPENDER.finditer(money.before))
    owners = [
        m
        for m in places.resolved_on(money.amount.line)
        if money.sentence.start <= m.start < money.amount.start and m.subject
    ]
    if bureau and (not owners or bureau[-1].start() + money.sentence.start > owners[-1].start):
        return bureau[-1].group(1)
    if owners and owners[-1].resolved:
        return owners[-1].resolved.name
    return places.primary[0].name if len(places.primary) == 1 else None
