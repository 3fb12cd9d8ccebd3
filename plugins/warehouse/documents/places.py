"""Every local government of the article, ambiguous names decided by evidence, and whom the article is about."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from warehouse.documents.body import Body
from warehouse.documents.gazetteer import UNDATED, Gazetteer, Region
from warehouse.documents.mentions import Mention, dateline_end, find_lone_names, find_mentions
from warehouse.documents.model import Place
from warehouse.documents.name_cells import name_cells
from warehouse.documents.witness import SourceText

# A line this long is no sentence; see budgets.MAXIMUM_LINE.
MAXIMUM_LINE = 50_000
CLUES_FILE = Path(__file__).with_name("local_clues.csv")
# Weight of a piece of evidence for one of several governments of the same name; the order is that of the
# annotation guidelines: acting government's province, head of government, locality, funding words, press region.
_WEIGHTS = {
    "document": 100.0,
    "acting": 40.0,
    "head": 35.0,
    "locality": 14.0,
    "funding": 12.0,
    "press": 10.0,
    "hint": 6.0,
    "default": 1.0,
}
_NAMES_OF_AREAS = {
    "호남": ("광주광역시", "전라남도", "전라북도"),
    "영남": ("부산광역시", "대구광역시", "울산광역시", "경상남도", "경상북도"),
    "충청": ("대전광역시", "충청남도", "충청북도"),
    "경인": ("경기도", "인천광역시"),
    "영동": ("강원도",),
    "영서": ("강원도",),
    "대경": ("대구광역시", "경상북도"),
    "부울경": ("부산광역시", "울산광역시", "경상남도"),
    "남도": ("광주광역시", "전라남도"),
}
_OFFICE = re.compile(r"\s?[가-힣]{0,5}\s?(?:시장|군수|구청장)")
_MINISTRY = re.compile(
    r"(?:국토교통부|국토부|행정안전부|행안부|행정자치부|행자부|과학기술정보통신부|과기정통부|미래창조과학부|미래부|중소벤처기업부|중기부|보건복지부|복지부|산업통상자원부|산업부|"
    r"농림축산식품부|농식품부|문화체육관광부|문체부|환경부|해양수산부|해수부|기획재정부|교육부|고용노동부|여성가족부|안전행정부|소방청|경찰청|산림청|[가-힣]{2,8}진흥원|[가-힣]{2,8}공사)"
    r"(?:\([^)]{1,30}\))?(?:는|은|가|이|와|과|의|에 따르면|에서|\s주관)"
)


@dataclass(slots=True)
class PlaceReading:
    """Mentions of the whole article and what was made of them."""

    mentions: list[Mention] = field(default_factory=list)
    by_line: dict[int, list[Mention]] = field(default_factory=dict)
    primary: tuple[Region, ...] = ()
    day: date = UNDATED

    def resolved_on(self, line: int) -> list[Mention]:
        """The line's mentions whose government is known, from left to right."""
        return [m for m in self.by_line.get(line, []) if m.resolved is not None]


@cache
def load_clues() -> tuple[tuple[str, str, str, str, str], ...]:
    """Heads and localities of governments whose names are shared with another."""
    with CLUES_FILE.open(encoding="utf-8") as handle:
        return tuple(
            (r["region_name"], r["kind"], r["clue"], r["valid_from"], r["valid_to"]) for r in csv.DictReader(handle)
        )


def read_places(
    source: SourceText,
    body: Body,
    gazetteer: Gazetteer,
    published: date | None,
    publisher: str | None,
    cells: Mapping[int, Sequence[tuple[int, int]]] = MappingProxyType({}),
) -> PlaceReading:
    """All mentions in headline and body, each resolved or marked as unresolved; `cells` of tables list places."""
    reading = PlaceReading(day=published or UNDATED)
    hints: list[str] = []
    for councils in (False, True):
        for number in body.content_lines:
            line = source.folded[number - 1]
            if len(line) > MAXIMUM_LINE:
                reading.by_line[number] = []
                continue
            found = find_mentions(line, number, gazetteer, cells.get(number, ()), councils=councils)
            reading.by_line[number] = found.mentions
            reading.mentions.extend(found.mentions)
            hints.extend(word for word, _ in found.hints)
        if reading.mentions:
            break
    if published is None:
        reading.day = _implied_day(reading.mentions)
    hints.extend(_press_hints(source, body, publisher, gazetteer))
    evidence = _Evidence(source, body, gazetteer, reading, hints, publisher)
    for mention in reading.mentions:
        evidence.resolve(mention)
    reading.primary = _primary(source, body, reading)
    if len(reading.primary) == 1 and reading.primary[0].is_sido:
        _add_lone_names(source, body, gazetteer, reading, evidence)
    _add_cells(source, body, gazetteer, reading, evidence)
    return reading


def _add_cells(
    source: SourceText, body: Body, gazetteer: Gazetteer, reading: PlaceReading, evidence: _Evidence
) -> None:
    """The places of tables; they come last, for whom the article is about stands in its sentences."""
    for number, spans in name_cells(source, body.body_lines, gazetteer).items():
        known = reading.by_line[number]
        for mention in find_mentions(source.folded[number - 1], number, gazetteer, spans).mentions:
            if not any(m.start < mention.end and mention.start < m.end for m in known):
                evidence.resolve(mention)
                known.append(mention)
                reading.mentions.append(mention)
        known.sort(key=lambda m: m.start)


def _add_lone_names(
    source: SourceText, body: Body, gazetteer: Gazetteer, reading: PlaceReading, evidence: _Evidence
) -> None:
    """In an article about a province the bare names of its cities are places."""
    sido = reading.primary[0].sido_code
    for number in body.body_lines:
        known = reading.by_line[number]
        for mention in find_lone_names(source.folded[number - 1], number, gazetteer, sido, known):
            evidence.resolve(mention)
            known.append(mention)
            reading.mentions.append(mention)
        known.sort(key=lambda m: m.start)


def _implied_day(mentions: list[Mention]) -> date:
    """An undated article that uses a name of another time was written then: 경북 군위군, 강원도, 인천 남구."""
    before, since = [], []
    for mention in mentions:
        official = [r for r in mention.candidates if r.is_sido and r.name == mention.word]
        named = official or (mention.candidates if mention.explicit or len(mention.candidates) == 1 else [])
        if not named or any(region.valid(UNDATED) for region in named):
            continue
        ends = [region.valid_to for region in named if region.valid_to and region.valid_to <= UNDATED]
        begins = [region.valid_from for region in named if region.valid_from > UNDATED]
        before.extend([max(ends)] if len(ends) == len(named) else [])
        since.extend([min(begins)] if len(begins) == len(named) else [])
    if before and not since:
        return min(before) - timedelta(days=1)
    return max(since) if since and not before else UNDATED


def _press_hints(source: SourceText, body: Body, publisher: str | None, gazetteer: Gazetteer) -> list[str]:
    """Provinces that the dateline names; their weight is that of a hint."""
    hints: list[str] = []
    for number in [*body.head_lines, *body.body_lines[:3]]:
        line = source.folded[number - 1]
        end = dateline_end(line)
        head = line[:end] if end else (line if number in body.head_lines and "기자" in line else "")
        hints.extend(word for word in re.findall(r"[가-힣]{2,}", head) if word in gazetteer.sido_words)
    return hints


class _Evidence:
    """What the document says about which of several governments of one name is meant."""

    def __init__(
        self,
        source: SourceText,
        body: Body,
        gazetteer: Gazetteer,
        reading: PlaceReading,
        hints: list[str],
        publisher: str | None,
    ) -> None:
        self.gazetteer, self.day = gazetteer, reading.day
        self.text = "\n".join(source.folded[n - 1] for n in body.content_lines)
        self.bylines = " ".join(
            source.folded[n - 1][:60]
            for n in [*body.head_lines, *body.body_lines[:2], *body.body_lines[-1:], *body.notice_lines]
        )
        self.publisher = publisher or ""
        self.known: dict[str, Counter[str]] = {}
        self.sidos: dict[str, float] = {}
        self._count(reading.mentions, body)
        for word in hints:
            for region in self._current(gazetteer.sido_words[word]):
                if word != "광주" or len(word) > 2:
                    self.sidos[region.sido_code] = self.sidos.get(region.sido_code, 0.0) + _WEIGHTS["hint"]

    def _current(self, candidates: list[Region]) -> list[Region]:
        return self.gazetteer.current(candidates, self.day)

    def _count(self, mentions: list[Mention], body: Body) -> None:
        lead = {body.title_line, *body.subtitle_lines, *body.body_lines[:2]}
        for mention in mentions:
            options = self._options(mention)
            if len(options) != 1:
                continue
            region = options[0]
            self.known.setdefault(mention.word, Counter())[region.code] += 1
            weight = _WEIGHTS["acting"] if mention.line in lead else _WEIGHTS["hint"]
            self.sidos[region.sido_code] = max(self.sidos.get(region.sido_code, 0.0), weight) + 1

    def _options(self, mention: Mention) -> list[Region]:
        options = self._current(mention.candidates)
        if mention.word == "광주시" and mention.explicit is None and not mention.among_provinces:
            options = _merge(options, self._current(self.gazetteer.by_word.get("광주시", [])))
        return options

    def resolve(self, mention: Mention) -> None:
        """Set the mention's region and the evidence that decided, or leave it unresolved."""
        options = self._options(mention)
        if len(options) == 1:
            mention.resolved = options[0]
            mention.resolution = "explicit_prefix" if mention.explicit else "unique_name"
            return
        scores = {region.code: self._score(region, mention) for region in options}
        ranked = sorted(options, key=lambda r: -scores[r.code][0])
        if (
            ranked
            and scores[ranked[0].code][0] > 0
            and (len(ranked) == 1 or scores[ranked[0].code][0] > scores[ranked[1].code][0])
        ):
            mention.resolved = ranked[0]
            mention.resolution = scores[ranked[0].code][1]
        else:
            mention.resolution = "ambiguous"

    def _score(self, region: Region, mention: Mention) -> tuple[float, str]:
        parts: dict[str, float] = {}
        same = self.known.get(mention.word, Counter())
        alias = self.known.get(region.name, Counter())
        if same.get(region.code) or alias.get(region.code):
            parts["document"] = _WEIGHTS["document"] + same.get(region.code, 0)
        if self.sidos.get(region.sido_code):
            parts["acting"] = self.sidos[region.sido_code]
        for kind, weight in self._clues(region):
            parts[kind] = min(parts.get(kind, 0.0) + weight, 3 * weight)
        parts["funding"] = self._funding(region)
        parts["press"] = self._press(region)
        if region.is_sido:
            parts["default"] = _WEIGHTS["default"]
        best = max(parts, key=lambda name: parts[name])
        return sum(parts.values()), {"acting": "document_sido", "document": "same_document"}.get(best, best)

    def _clues(self, region: Region) -> list[tuple[str, float]]:
        found = []
        for name, kind, clue, start, end in load_clues():
            if name != region.name and not (
                name[-3:] == region.name[-3:] and name.startswith("강원") and region.name.startswith("강원")
            ):
                continue
            if kind == "head":
                in_office = not start or date.fromisoformat(start) <= self.day <= date.fromisoformat(end)
                if self._holds_office(clue):
                    found.append(("head", _WEIGHTS["head"] if in_office else _WEIGHTS["head"] / 2))
            elif clue in self.text:
                found.append(("locality", _WEIGHTS["locality"]))
        return found

    def _holds_office(self, name: str) -> bool:
        """The name stands before 시장, 군수 or 구청장, a few syllables apart."""
        position = self.text.find(name)
        while position >= 0:
            if _OFFICE.match(self.text, position + len(name)):
                return True
            position = self.text.find(name, position + 1)
        return False

    def _funding(self, region: Region) -> float:
        """도비 is paid to a city or county of a province; 구비 and 자치구 belong to a metropolis."""
        province = "도비" in self.text or "시·군" in self.text
        metropolis = "구비" in self.text or "자치구" in self.text
        inside_province = not region.is_sido and region.short.endswith(("시", "군"))
        if inside_province:
            return _WEIGHTS["funding"] if province and not metropolis else 0.0
        return _WEIGHTS["funding"] if metropolis and not province else 0.0

    def _press(self, region: Region) -> float:
        sido = self.gazetteer.sido_of(region, self.day)
        names = {sido.name, sido.short} if sido else set()
        names |= {area for area, provinces in _NAMES_OF_AREAS.items() if sido and sido.name in provinces}
        places = f"{self.publisher} {self.bylines}"
        return _WEIGHTS["press"] if any(name in places for name in names) else 0.0


def _merge(left: list[Region], right: list[Region]) -> list[Region]:
    return list({r.code: r for r in (*left, *right)}.values())


def _primary(source: SourceText, body: Body, reading: PlaceReading) -> tuple[Region, ...]:
    """Whom the article is about: who acts in headline and lead; all the selected when a ministry acts."""
    title = _title_regions(source, body, reading)
    lead_lines = _lead_lines(source, body)
    lead = [m for n in lead_lines for m in reading.resolved_on(n)]
    if title:
        return title
    if not lead:
        if _selects(source, body, lead_lines) and len(selected := _selected(reading)) >= 2:
            return selected
        return _by_frequency(reading)
    first = lead[0]
    if _ministry_acts(source, body, first):
        return _selected(reading) or (_region(first),)
    actors = [m for m in lead if m.line == first.line and m.chain == first.chain]
    return _unique([_region(m) for m in actors])


def _ministry_acts(source: SourceText, body: Body, first: Mention) -> bool:
    """A ministry is named before the first government, and that government is not the sentence's topic."""
    if re.match(r"^(?:는|은|가|이|에 따르면|\()", first.after):
        return False
    earlier = [n for n in [*body.subtitle_lines, *body.body_lines[:3]] if n < first.line]
    before = " ".join([*(source.folded[n - 1] for n in earlier), source.folded[first.line - 1][: first.start]])
    return bool(_MINISTRY.search(before))


_SELECTION = re.compile(
    r"(?:지자체|지방자치단체|시·?군·?구|시·?군|자치구|지역|도시|곳|개소)[^.]{0,30}(?:골랐|고르|뽑|선정|확정|지정|선발|추렸)|(?:뽑힌|선정된|고른|확정된|지정된)\s?(?:곳|지역|지자체|도시)"
)


def _selects(source: SourceText, body: Body, lead_lines: list[int]) -> bool:
    """A ministry acts in the lead, and the text says that places were selected."""
    lead = " ".join(source.folded[n - 1] for n in lead_lines)
    return bool(_MINISTRY.search(lead)) and any(
        _SELECTION.search(source.folded[n - 1]) for n in body.body_lines if len(source.folded[n - 1]) < 3000
    )


def _region(mention: Mention) -> Region:
    assert mention.resolved is not None
    return mention.resolved


def _lead_lines(source: SourceText, body: Body) -> list[int]:
    return [n for n in body.body_lines if len(source.folded[n - 1].strip()) > 25][:3] or body.body_lines[:3]


def _title_regions(source: SourceText, body: Body, reading: PlaceReading) -> tuple[Region, ...]:
    if body.title_line is None:
        return ()
    line = source.folded[body.title_line - 1]
    found = [m for m in reading.resolved_on(body.title_line) if m.strong or m.listed]
    if not found:
        return ()
    first = found[0]
    if first.start - dateline_end(line) > 14 and not first.subject:
        return ()
    group = [m for m in found if m.chain == first.chain]
    return _unique([_region(m) for m in group])


def _selected(reading: PlaceReading) -> tuple[Region, ...]:
    """The longest enumeration of governments, as ministries name the selected; else all that are named."""
    lines = [_unique([_region(m) for m in reading.resolved_on(n)]) for n in reading.by_line]
    longest = max(lines, key=len, default=())
    return longest if len(longest) >= 2 else _unique([_region(m) for m in reading.mentions if m.resolved is not None])


def _by_frequency(reading: PlaceReading) -> tuple[Region, ...]:
    counter = Counter(m.resolved.code for m in reading.mentions if m.resolved is not None)
    if not counter:
        return ()
    code = counter.most_common(1)[0][0]
    return _unique([_region(m) for m in reading.mentions if m.resolved is not None and m.resolved.code == code])


def _unique(regions: list[Region]) -> tuple[Region, ...]:
    return tuple({r.code: r for r in regions}.values())


def place_facts(source: SourceText, reading: PlaceReading) -> tuple[Place, ...]:
    """One fact per government (its first mention), and one per unresolved name."""
    facts: dict[str, Place] = {}
    primary = {region.code for region in reading.primary}
    for mention in reading.mentions:
        key = mention.resolved.code if mention.resolved else f"?{mention.word}"
        if key in facts:
            continue
        region = mention.resolved
        confidence = {"explicit_prefix": 0.99, "unique_name": 0.97, "same_document": 0.95, "document_sido": 0.9}.get(
            mention.resolution, 0.7
        )
        witness = source.witness(
            mention.line,
            mention.start,
            mention.end,
            rule=f"place.{mention.resolution}",
            confidence=confidence if region else 0.3,
        )
        facts[key] = Place(
            region=region.name if region else None,
            region_code=region.code if region else None,
            primary=key in primary,
            resolution=mention.resolution,
            unresolved=region is None,
            witness=witness,
            mention=mention.word,
        )
    return tuple(facts.values())
