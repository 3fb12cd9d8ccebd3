"""Who runs an initiative: its bureau where the text names one, a ministry for its own programme, else the government."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.documents.gazetteer import Region
from warehouse.documents.phrases import Phrase
from warehouse.documents.places import PlaceReading
from warehouse.documents.sentences import Sentence

_BUREAU = r"[가-힣·A-Za-z0-9]{2,14}(?:본부|담당관|정책관|기획관|관리관|사업소|소방서|보건소|연구원|사업단|추진단|센터|실|국|과)"
_SUBJECT = re.compile(rf"(?:^|[\s,])({_BUREAU})(?:은|는|이|가)\s")
# Words that only look like bureaus.
_NO_BUREAU = re.compile(
    r"(?:전국|한국|미국|중국|영국|외국|각국|당국|약국|자국|방송국|우체국|결과|효과|성과|경과|학과|초과|통과|부과|일과|교과|투과|"
    r"교실|사실|현실|상황실|회의실|분석실|상담실|체험실|민원실|진료실|당직실|전시실|침실|거실|화장실|자료실|열람실|관제센터|콜센터)$"
)
# Who speaks for the programme: '시 상하수도사업소는', '정보통신과 관계자는', '홍길동 안전총괄과장은'.
_HEAD = r"(?:과장|국장|팀장|실장|소장|본부장|단장|주무관|관계자|담당자)"
_SPOKEN = (
    re.compile(rf"(?:^|\s)(?:[가-힣]{{0,6}}(?:시|도|군|구))(?:청)?\s({_BUREAU})(?:은|는|이|가)\s"),
    re.compile(rf"(?:^|[\s(])({_BUREAU})\s(?:[가-힣]{{1,4}}\s)?{_HEAD}(?:은|는|이|가)\s"),
    re.compile(
        r"(?:^|\s)[가-힣]{2,4}\s(?:[가-힣]{1,8}\s)?([가-힣·A-Za-z0-9]{2,14}(?:본부|사업소|추진단|사업단|보건소|실|국|과))장(?:은|는|이|가)\s"
    ),
    re.compile(
        r"(?:^|\s)[가-힣]{2,4}\s(?:[가-힣]{1,8}\s)?([가-힣·A-Za-z0-9]{2,14}(?:담당관|정책관|기획관|관리관))(?:은|는|이|가)\s"
    ),
)
_MINISTRY = r"[가-힣]{2,10}(?:부|청)|[가-힣]{2,6}위원회"
_OF_MINISTRY = re.compile(rf"(?:{_MINISTRY})\s?(?:[가-힣]{{2,10}}\s)?$")
_MINISTRY_OPENS = re.compile(
    rf"^\W{{0,12}}({_MINISTRY})(?:\([^)]{{1,20}}\))?(?:(?P<subject>는|은|가|이)(?=[\s「『‘“'\"])|의\s?[‘'“\"「])"
)
_LOCAL_OFFICE = ("본부", "지부", "시청", "군청", "구청", "도청", "교육청", "도시부")
# A sentence that goes on about what the bureau of the sentence before does.
_GOES_ON = re.compile(r"^\s*(?:더불어|또한?\s|특히|아울러|이와 함께|이어|나아가|여기에)")


@dataclass(slots=True)
class Offices:
    """Which bureau acts where the text is being read, and which one speaks for the whole programme."""

    spokesman: str | None
    acting: str | None = None
    ministry: str | None = None
    _last: str | None = None

    def enter(self, sentence: Sentence, places: PlaceReading) -> None:
        """A sentence that goes on keeps the bureau of the one before, unless a government acts in it."""
        governments = (m for m in places.resolved_on(sentence.line) if sentence.start <= m.start < sentence.end)
        goes_on = bool(_GOES_ON.match(sentence.text)) and not any(m.topic for m in governments)
        self.acting = self._last if goes_on else None
        self._last = _bureau_in(sentence.text) or self.acting
        opens = _MINISTRY_OPENS.match(sentence.text)
        if opens and not opens.group(1).endswith(_LOCAL_OFFICE):
            self.ministry = opens.group(1)
        elif any(m.topic for m in places.resolved_on(sentence.line) if sentence.start <= m.start < sentence.end):
            self.ministry = None

    def of(self, phrase: Phrase, sentence: Sentence, regions: Sequence[Region], places: PlaceReading) -> str | None:
        """The bureau that acts, by its name; else the governments, with the bureau that speaks for the only one."""
        own = _bureau_in(sentence.text[: max(0, phrase.start - sentence.start)]) or self.acting
        if own or not regions:
            return own
        if self.ministry and len(places.primary) >= 2 and [r.code for r in regions] == [r.code for r in places.primary]:
            return self.ministry  # '국토교통부가 … 준다. ‘가 사업’으로, …'
        local = len(places.primary) == 1 and [r.code for r in regions] == [places.primary[0].code]
        if local and self.spokesman:
            return f"{regions[0].name} {self.spokesman}"
        return joint_name(regions)


# More governments than this do not run one thing together: each of them was chosen for somebody's programme.
_MAXIMUM_JOINT = 4


def joint_name(regions: Sequence[Region]) -> str | None:
    """'충청남도 서산시·태안군' for what a few governments do together."""
    if len(regions) > _MAXIMUM_JOINT:
        return None
    province = regions[0].name.split(" ")[0]
    own = [name.removeprefix(f"{province} ") if index else name for index, name in enumerate(r.name for r in regions)]
    return "·".join(own)


def _bureau_in(text: str) -> str | None:
    found = [name for name in _SUBJECT.findall(text) if not _NO_BUREAU.search(name)]
    return found[-1] if found else None


def spokesman_of(sentences: Sequence[Sentence]) -> str | None:
    """The one bureau that announces or explains the programme; None when several do."""
    found: dict[str, int] = {}
    for order, pattern in enumerate(_SPOKEN):
        for sentence in sentences:
            for match in pattern.finditer(sentence.text[:3000]):
                name = match.group(1)
                if _NO_BUREAU.search(name) or _OF_MINISTRY.search(sentence.text[: match.start(1)]):
                    continue
                found.setdefault(name, order)
    announced = [name for name, order in found.items() if order == 0]
    if len(announced) == 1:
        return announced[0]
    return next(iter(found)) if len(found) == 1 else None


def ministry_of(sentence: Sentence, phrase: Phrase, places: PlaceReading) -> str | None:
    """The ministry that opens a sentence of an article about the governments it selected."""
    if len(places.primary) < 2:
        return None
    match = _MINISTRY_OPENS.match(sentence.text)
    if match is None or match.group(1).endswith(_LOCAL_OFFICE):
        return None
    own = phrase.start - sentence.start - match.end()
    if match.group("subject") is None and own > 1:
        return None
    acting = any(
        m.topic and m.resolved and sentence.start <= m.start < phrase.start and not _WITH.match(m.after)
        for m in places.resolved_on(sentence.line)
    )
    return None if acting else match.group(1)


_WITH = re.compile(r"^\)?\s?(?:등(?:\s[^.,]{0,16}?)?)?(?:와|과|에|을|를)")
