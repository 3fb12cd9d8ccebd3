"""Where a line names local governments: word, list inheritance and qualification, before any ambiguity is decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from warehouse.documents.gazetteer import Gazetteer, Region
from warehouse.documents.sentences import BULLETS

_RUN = re.compile(r"[가-힣]+")
# No enumeration of an article is longer (Korea has 226 local governments of the lower tier); the rest is noise.
MAXIMUM_CHAIN = 120
_BRACKETED = re.compile(r"^\s?\([^()]{1,40}\)\s?(?:[,·]|과|와)?\s?$")
# What may stand after a name in the same word: office, people, area, then particles; anything else makes it part
# of another name (동구창업센터, 서울역).
_SUFFIX = re.compile(
    r"^(?:청장|청사|청|장|수|지사|민들|민|내|측|형|표|발|산하|관내|전역|지역|지자체|일대|일원|권|소속|소재|관할|본청|당국)?"
    r"(?:에서는|에서도|에서의|에서|에게|에는|에도|에선|에만|에|으로는|으로|로는|로|은|는|이라고|이라|이며|이고|이나|이다|입니다|이었다|였다|이었으며|라는|이라는|이라며|인|이|가|을|를|의|와는|와도|와의|와|과는|과도|과의|과|도|만|부터|까지|"
    r"보다|처럼|및|등을|등의|등에|등과|등이|등|뿐|라고|라며|나|며|고|다|란|씩|마다|대로|만의|랑|측은|측이)?$"
)
# A council acts for its government; it counts where the article names no government itself.
_COUNCIL = re.compile(r"^(?:시|도|군|구)?의회(?=$|[가-힣]{0,3}$)")
_BARE_SUFFIX = re.compile(
    r"^(?:시내|지역|권)?(?:에서는|에서도|에서|에는|에도|에선|에|으로|로|은|는|이|가|을|를|의|와|과|도|만|부터|까지|등|등이다|등의|등에|등을|등과|이다|이며|이고|이었다|였다|입니다|인데|다)?$"
)
# '수원 3곳, 성남 2곳', '서울 25%, 경기 30%': a number of things between the names of a list.
_COUNTED_JOIN = re.compile(
    r"^\s?\d[\d,.]*\s?(?:여\s?)?(?:%|[가-힣]{1,3})?\s?(?:\([^()]{1,24}\)\s?)?(?:,|·|과|와|및)\s?$"
)
# '△수원 △성남', and the next province after the bracket of one ('강원(춘천·원주), 충북(청주)').
_MARKED_JOIN = re.compile(rf"^\s?[{BULLETS}]\s?$|^\)\s?(?:,|·|과|와|및)\s?$")
# '강원 3곳(춘천, 원주, 강릉)': how many of the province follow.
_PROVINCE_COUNT = re.compile(r"^\s?\d{1,2}\s?(?:개\s?)?(?:곳|개소|시·?군|시|군|구)?\s?\($")
_LIST_JOIN = re.compile(r"^\s?(?:[,·/、]|와|과|및|하고|[,·]?\s?그리고)?\s?(?:[,·/、])?\s?$")
_JOIN_CHARACTERS = re.compile(r"^\s?[,·/、&]\s?$|^\s?(?:및|그리고)\s?$")
_OTHER_BODY_NEXT = re.compile(
    r"^\s?(?:교육청|교육지원청|경찰청|경찰서|지방경찰|지방법원|검찰청|의회|시의회|도의회|군의회|구의회|상공회의소|체육회)"
)
_NUMBER_OF_PLACES = re.compile(
    r"^\s?(?:등(?:의|을|과|에|이)?\s?)?(?:총\s?|모두\s?|전국\s?|도내\s?|관내\s?)?(?:\d{1,3}|[한두세네]|다섯|여섯)\s?(?:개|곳|도시|시|군|구)"
)
_TOPIC = re.compile(
    r"^\)?\s?(?:등(?:\s[^.,]{0,16}?)?)?(?:\([^)]{1,20}\))?(?:는|은|가|이|도|와|과|,|에서는|에서도|에 따르면|청은|청이|청은|장은|의회는)(?![가-힣]{2})"
)
# '중구와 동구가 바뀌는 2026년': the subject of a relative clause owns nothing of the main clause.
_RELATIVE = re.compile(r"^(?:이|가)\s(?:\S{1,8}\s)?\S{0,8}(?:는|던|될|된|한|할|인)\s")
_OWN_TOPIC = re.compile(
    r"^\)?\s?(?:등(?:\s[^.,]{0,16}?)?)?(?:\([^)]{1,20}\))?(?:는|은|가|이|도|에 따르면|에서는|청은|청이|,)"
)
_SHORT_LIST_GU = frozenset("동서남북중")
_DATELINE = re.compile(
    r"^\s*(?:[\[(<][^\])>]{0,50}(?:=|기자|특파원)[^\])>]{0,30}[\])>]|[\[(<]\s?[가-힣A-Za-z0-9]{2,12}\s?[\])>](?=\s*[가-힣]))"
)


@dataclass(slots=True)
class Mention:
    """One name of a local government in a line."""

    line: int
    start: int
    end: int
    word: str
    candidates: list[Region]
    explicit: Region | None = None
    subject: bool = False
    topic: bool = False
    among_provinces: bool = False
    strong: bool = True
    listed: bool = False
    resolved: Region | None = None
    resolution: str = ""
    after: str = ""
    chain: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class LineMentions:
    """The mentions of a line, and bare province names, which are evidence but not facts."""

    mentions: list[Mention] = field(default_factory=list)
    hints: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    start: int
    end: int
    kind: str
    word: str
    rest: str
    parts: list[tuple[str, str]] = field(default_factory=list)
    in_cell: bool = False


def dateline_end(line: str) -> int:
    """Where the article's words begin on a line that opens with a dateline."""
    match = _DATELINE.match(line)
    return match.end() if match else 0


def find_mentions(
    line: str,
    number: int,
    gazetteer: Gazetteer,
    cells: Sequence[tuple[int, int]] = (),
    *,
    councils: bool = False,
) -> LineMentions:
    """All names of local governments in one folded line; in `cells` bare names of cities count as well."""
    result = LineMentions()
    runs = list(_RUN.finditer(line, dateline_end(line)))
    items = [item for run in runs if (item := _item(run.group(), run.start(), gazetteer, councils=councils))]
    for item in items:
        item.in_cell = any(start <= item.start < end for start, end in cells)
    position = 0
    while position < len(items):
        position = _chain(line, number, items, position, gazetteer, result)
    return result


# Names of cities and counties that are also everyday words, or parts of them.
_EVERYDAY = frozenset([
        "부여", "장수", "영광", "진도", "보은", "구리", "오산", "화성", "상주", "함양", "음성", "청원", "공주", "양산", "동해", "남해",
        "거창", "고령", "영양", "봉화", "장성", "인제", "정선", "고성", "광주", "강화", "의성", "연기", "완도", "성주", "청도",
        "무안", "사천", "예산", "계룡", "단양", "여주", "이천", "진안", "고흥", "보성", "양구", "수성", "동래", "사상", "사하",
        "연제", "기장", "유성", "대덕", "중랑", "은평", "금정", "계양", "연수", "미추홀", "남동", "부평", "영도", "서초",
])  # fmt: skip
_LONE_SUFFIX = re.compile(
    r"^(?:에는|에도|에서는|에서도|에서|에선|에|엔|은|는|이|가|을|를|과|와|의|까지|부터|이다|이며)$"
)
# '수원 40대', '- 수원: 40대': a count or a colon behind the bare name.
_LONE_COUNT = re.compile(r"^\s?(?:\(\s?)?\d[\d,]*\s?(?:대|곳|개소|개|명|건|억|만|%|\))|^\s?[:：]\s?\d")


def find_lone_names(
    line: str, number: int, gazetteer: Gazetteer, sido_code: str, known: list[Mention]
) -> list[Mention]:
    """'포항과 구미에 먼저 단다': bare names of a province's cities in an article of that province."""
    found = []
    for run in _RUN.finditer(line, dateline_end(line)):
        for length in range(min(len(run.group()), 4), 1, -1):
            word, rest = run.group()[:length], run.group()[length:]
            own = [r for r in gazetteer.stems.get(word, []) if r.sido_code == sido_code]
            if not own or word in _EVERYDAY:
                continue
            if not (_LONE_SUFFIX.match(rest) if rest else _LONE_COUNT.match(line[run.end() : run.end() + 12])):
                continue
            start, end = run.start(), run.start() + length
            if not any(m.start < end and start < m.end for m in known):
                after = line[end : end + 24]
                found.append(Mention(number, start, end, word, own, own[0], strong=False, after=after))
            break
    return found


def _item(run: str, start: int, gazetteer: Gazetteer, *, councils: bool = False) -> _Item | None:
    """The longest name at the beginning of a word, if what follows lets it be a name."""
    longest = min(len(run), 9)
    for length in range(longest, 0, -1):
        word, rest = run[:length], run[length:]
        if councils and length > 1 and (council := _COUNCIL.match(rest)):
            kind = "sido" if word in gazetteer.sido_words else "unit" if word in gazetteer.by_word else ""
            if kind:
                return _Item(start, start + length + council.end(), kind, word, rest[council.end() :])
        if word in gazetteer.sido_words:
            full = not _is_bare(word, gazetteer)
            if full and _SUFFIX.match(rest):
                return _Item(start, start + length, "sido", word, rest)
            inner = _inner(word, rest, start + length, gazetteer)
            if inner:
                return inner
            if not full and _BARE_SUFFIX.match(rest):
                return _Item(start, start + length, "bare", word, rest)
        elif word in gazetteer.by_word and _SUFFIX.match(rest):
            return _Item(start, start + length, "unit", word, rest)
        elif word in gazetteer.ilbangu and _SUFFIX.match(rest):
            return _Item(start, start + length, "ilbangu", word, rest)
        elif length >= 2 and word in gazetteer.stems and _BARE_SUFFIX.match(rest):
            return _Item(start, start + length, "stem", word, rest)
        elif length == 1 and word in _SHORT_LIST_GU and not rest:
            return _Item(start, start + 1, "letter", word, rest)
    return None


def _inner(sido: str, rest: str, offset: int, gazetteer: Gazetteer) -> _Item | None:
    """'전남순천', '대구달성군': a province and its part written as one word."""
    for length in range(min(len(rest), 5), 1, -1):
        word, tail = rest[:length], rest[length:]
        known = gazetteer.by_word.get(word) if _SUFFIX.match(tail) else None
        if known is None and _BARE_SUFFIX.match(tail):
            known = gazetteer.stems.get(word)
        owners = {r.sido_code for r in gazetteer.sido_words[sido]}
        if known and any(r.sido_code in owners for r in known):
            kind = "unit" if word in gazetteer.by_word else "stem"
            return _Item(offset, offset + length, kind, word, tail, [("sido", sido)])
    return None


def _is_bare(word: str, gazetteer: Gazetteer) -> bool:
    return (len(word) == 2 and not word.endswith(("시", "도"))) or word == "전남광주"


def _chain(
    line: str, number: int, items: list[_Item], position: int, gazetteer: Gazetteer, result: LineMentions
) -> int:
    """One list of names joined by commas, dots or particles; returns where the next list begins."""
    chain = [items[position]]
    position += 1
    while position < len(items) and len(chain) < MAXIMUM_CHAIN and _joined(line, chain[-1], items[position]):
        chain.append(items[position])
        position += 1
    _read_chain(line, number, chain, gazetteer, result)
    return position


def _joined(line: str, left: _Item, right: _Item) -> bool:
    between = line[left.end : right.start]
    if (
        left.kind in ("sido", "bare", "unit", "stem")
        and not left.rest
        and len(between) <= 48
        and _BRACKETED.match(between)
    ):
        return True
    if left.kind in ("sido", "bare", "unit", "stem") and not left.rest:
        if _COUNTED_JOIN.match(between) or _MARKED_JOIN.match(between):
            return True
        if left.kind in ("sido", "bare") and _PROVINCE_COUNT.match(between):
            return True
    if len(between) > 6:
        return False
    tail = left.rest
    gap = between[len(tail) :] if between.startswith(tail) else between
    if right.parts and not gap.strip():
        return True
    if tail in ("와", "과", "및", "이나", "나"):
        return gap.strip() in ("", ",")
    if tail:
        return False
    if gap == "(" or gap == " (":
        return left.kind in ("sido", "bare", "unit")
    return bool(_JOIN_CHARACTERS.match(gap)) or gap == " "


def _read_chain(line: str, number: int, chain: list[_Item], gazetteer: Gazetteer, result: LineMentions) -> None:
    sido: str | None = None
    stems = sum(item.kind in ("stem", "letter") for item in chain)
    last = chain[-1]
    after = line[last.end :]
    bares = sum(item.kind == "bare" for item in chain)
    provinces = bares + sum(item.kind == "sido" for item in chain)
    paid = bool(re.match(r"^\)?\s(?:등\s)?(?:각각?\s|총\s|약\s)?\d[\d,.]*\s?(?:조|억|만|천)", after))
    acting = paid or (
        all(item.kind in ("bare", "sido") for item in chain)
        and any(item.kind == "bare" and _bare_acts(line, item) for item in chain)
    )
    counted = bool(_NUMBER_OF_PLACES.match(after[len(last.rest) if after.startswith(last.rest) else 0 :] or ""))
    first_new = len(result.mentions)
    for index, item in enumerate(chain):
        following = chain[index + 1] if index + 1 < len(chain) else None
        closing = next((other for other in chain[index + 1 :] if other.kind == "unit"), None)
        gap = line[item.end : following.start] if following else "."
        if item.parts:
            sido = item.parts[0][1]
        if item.kind == "sido" and sido and _is_city_of(item.word, sido, gazetteer):
            _add(result, line, number, item, gazetteer.by_word[item.word], sido, gazetteer, listed=len(chain) > 1)
            continue
        if item.kind in ("sido", "bare"):
            if _qualifies(item, following, gap, gazetteer):
                sido = item.word
                continue
            if item.kind == "bare" and _is_stem_in_chain(item, chain, sido, gazetteer):
                _add(result, line, number, item, gazetteer.stems[item.word], sido, gazetteer, listed=True)
                continue
            sido = item.word if item.kind == "sido" or following else sido
            if (
                item.kind == "sido"
                or item.in_cell
                or bares >= 3
                or (bares == 2 and counted)
                or acting
                or _bare_acts(line, item)
            ):
                _add(
                    result,
                    line,
                    number,
                    item,
                    gazetteer.sido_words[item.word],
                    None,
                    gazetteer,
                    strong=item.kind == "sido",
                    listed=len(chain) > 1,
                )
            result.hints.append((item.word, item.start))
        elif item.kind == "unit":
            _skip_wards(item.word, chain[index + 1 :], gap, gazetteer)
            _add(result, line, number, item, gazetteer.by_word[item.word], sido, gazetteer, listed=len(chain) > 1)
        elif item.kind == "stem" and _stem_counts(item, following, gap, sido, stems, counted, closing, chain, index):
            known = gazetteer.stems[item.word]
            _skip_wards(item.word + "시", chain[index + 1 :], gap, gazetteer)
            _add(
                result,
                line,
                number,
                item,
                known,
                sido,
                gazetteer,
                listed=stems > 1,
                suffix=closing.word[-1] if closing else None,
            )
        elif item.kind == "letter" and closing and closing.word.endswith("구"):
            _add(result, line, number, item, gazetteer.by_word.get(item.word + "구", []), sido, gazetteer, listed=True)
    topic = bool(_TOPIC.match(after)) and not _RELATIVE.match(after)
    inside = after.startswith(")") and not re.match(r"^\)\s?(?:은|는|이|가)(?![가-힣])", after)
    for mention in result.mentions[first_new:]:
        mention.among_provinces = provinces >= 3
        mention.subject = (topic and not inside) or (
            mention.end < last.start and bool(re.match(r"^(?:는|은|가|이)", mention.after))
        )
        mention.topic = mention.subject and bool(_OWN_TOPIC.match(after))
        mention.chain = (number, chain[0].start)


def _is_city_of(word: str, sido: str, gazetteer: Gazetteer) -> bool:
    """'경기 광주시': a metropolis's name that is also a city's of the province before it."""
    owners = {r.sido_code for r in gazetteer.sido_words[sido]}
    return word != sido and any(r.sido_code in owners for r in gazetteer.by_word.get(word, []))


def _bare_acts(line: str, item: _Item) -> bool:
    """'서울이 …', '경기(1805억원)': a province's short name as an actor or with an amount of its own."""
    after = line[item.end : item.end + 12]
    if item.rest in ("은", "는", "이", "가"):
        return True
    return not item.rest and bool(re.match(r"^\s?\(\s?\d|^\s(?:각\s|총\s|약\s)?\d[\d,.]*\s?(?:조|억|만)", after))


def _qualifies(item: _Item, following: _Item | None, gap: str, gazetteer: Gazetteer) -> bool:
    """The province only says where the next name lies ('대구 달성군', '강원 홍천·고성군', '부산(동구)')."""
    if following is None:
        return False
    if gap.strip(" (") and following.kind != "letter" and not _PROVINCE_COUNT.match(gap):
        return False
    if item.rest or ("," in gap or "·" in gap or "/" in gap):
        return False
    owners = {r.sido_code for r in gazetteer.sido_words[item.word]}
    if following.kind == "letter":
        return gap.strip() == ""
    known = gazetteer.by_word.get(following.word, []) + gazetteer.stems.get(following.word, [])
    if following.kind == "sido" and not _is_city_of(following.word, item.word, gazetteer):
        return False
    return following.kind in ("unit", "stem", "bare", "sido") and any(r.sido_code in owners for r in known)


def _is_stem_in_chain(item: _Item, chain: list[_Item], sido: str | None, gazetteer: Gazetteer) -> bool:
    """'경기 광주·이천': a province's name that is also a city's, in a list of that province."""
    if item.word not in gazetteer.stems or not sido or sido == item.word:
        return False
    owners = {r.sido_code for r in gazetteer.sido_words[sido]}
    return any(r.sido_code in owners for r in gazetteer.stems[item.word]) and any(
        other.kind in ("stem", "unit") or other is chain[-1] for other in chain
    )


def _skip_wards(city: str, following: list[_Item], gap: str, gazetteer: Gazetteer) -> None:
    """일반구 after their city ('포항시 남구와 북구') are no local governments."""
    if gap != " ":
        return
    for item in following:
        if item.kind not in ("ilbangu", "unit") or not _is_ward(city, item.word, gazetteer):
            return
        item.kind = "skip"


def _is_ward(city: str, ward: str, gazetteer: Gazetteer) -> bool:
    return f"{city} {ward}" in gazetteer.wards


def _stem_counts(
    item: _Item,
    following: _Item | None,
    gap: str,
    sido: str | None,
    stems: int,
    counted: bool,
    closing: _Item | None,
    chain: list[_Item],
    index: int,
) -> bool:
    """A name without 시/군/구 counts in lists and right after its province; alone it may be any word."""
    if item.parts or item.in_cell:
        return True
    previous = chain[index - 1] if index else None
    if sido and previous and previous.kind in ("sido", "bare") and not previous.rest:
        return True
    if stems >= 3 or (stems >= 2 and (counted or sido)):
        return True
    if following is not None and following.kind == "ilbangu" and gap == " ":
        return True
    return closing is not None and bool(re.match(r"^\s?[,·/]\s?$", gap))


def _add(
    result: LineMentions,
    line: str,
    number: int,
    item: _Item,
    known: list[Region],
    sido: str | None,
    gazetteer: Gazetteer,
    *,
    strong: bool = True,
    listed: bool = False,
    suffix: str | None = None,
) -> None:
    after = line[item.end : item.end + 24]
    if _OTHER_BODY_NEXT.match(after[len(item.rest) :] if after.startswith(item.rest) else after):
        return
    explicit = None
    candidates = list(known)
    if item.kind == "stem" and suffix in ("시", "군", "구") and len({r.short for r in candidates}) > 1:
        candidates = [r for r in candidates if r.short.endswith(suffix)] or candidates
    if sido:
        owners = {r.sido_code for r in gazetteer.sido_words[sido]}
        within = [r for r in candidates if r.sido_code in owners]
        if within:
            candidates, explicit = within, gazetteer.sido_words[sido][0]
    mention = Mention(
        number, item.start, item.end, item.word, candidates, explicit, strong=strong, listed=listed, after=after
    )
    result.mentions.append(mention)
