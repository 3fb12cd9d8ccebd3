"""Which lines are the article: headline, sub-headlines and body, without menus, captions, teasers and notices."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from warehouse.documents import lines as kind
from warehouse.documents.witness import SourceText, squeeze

_HEADLINE_LENGTH = (8, 110)
_INLINE_DATELINE = re.compile(
    r"^\s*(?:\[[^\]]{2,40}\]|\([^)]{2,30}=[^)]{2,20}\)|[가-힣A-Za-z0-9]{2,14}\s[가-힣]{2,4}\s기자\s?[|=])"
)


@dataclass(slots=True)
class Body:
    """Line numbers of the article's parts (from 1)."""

    title_line: int | None = None
    subtitle_lines: list[int] = field(default_factory=list)
    body_lines: list[int] = field(default_factory=list)
    caption_lines: list[int] = field(default_factory=list)
    notice_lines: list[int] = field(default_factory=list)
    head_lines: list[int] = field(default_factory=list)

    @property
    def content_lines(self) -> list[int]:
        """Headline, sub-headlines and body in the order of the page."""
        title = [self.title_line] if self.title_line else []
        return sorted({*title, *self.subtitle_lines, *self.body_lines})


def find_body(source: SourceText, comment_lines: frozenset[int]) -> Body:
    """The article's lines in a page that has lost its mark-up."""
    usable = [number for number in range(1, len(source.lines) + 1) if number not in comment_lines]
    segments = _segments(source, usable)
    start = _main_segment(source, segments)
    body = Body()
    if start is None:
        return body
    main = segments[start]
    _split(source, main, body)
    _add_notices(source, segments, start, body)
    return body


def _segments(source: SourceText, usable: list[int]) -> list[list[int]]:
    """The page cut at labels of teaser lists, stamps of other articles and copyright notices."""
    segments: list[list[int]] = [[]]
    prose = 0
    for position, number in enumerate(usable):
        line = source.folded[number - 1]
        if not line.strip():
            continue
        if _is_boundary(source, usable, position, line, prose):
            segments.append([number])
            prose = 0
            continue
        if kind.is_prose(line) and not kind.is_copyright(line):
            prose += 1
        segments[-1].append(number)
    return segments


def _is_boundary(source: SourceText, usable: list[int], position: int, line: str, prose: int) -> bool:
    if not prose and kind.is_tool_label(line):
        return False
    if kind.is_teaser_label(line) or kind.is_more(line) or kind.is_short_stamp(line):
        return True
    if kind.is_copyright(line):
        return prose > 0
    if kind.is_chrome(line) or not prose:
        return False
    return _is_ranked_teaser(line) or _opens_other_article(source, usable, position, line)


def _is_ranked_teaser(line: str) -> bool:
    """'3. headline and the beginning of a text...' as ranked lists print it."""
    return kind.is_numbered(line) and len(line) > 80 and kind.ends_cut(line)


def _opens_other_article(source: SourceText, usable: list[int], position: int, line: str) -> bool:
    """A headline printed twice in a row opens another article."""
    text = squeeze(line)
    if len(text) < 12 or kind.has_full_stop(text):
        return False
    following = (source.folded[number - 1] for number in usable[position + 1 : position + 3])
    return any(squeeze(other) == text for other in following if other.strip())


def _main_segment(source: SourceText, segments: list[list[int]]) -> int | None:
    """The first segment that reads like an article; teaser lists read less like one."""
    scores = [_article_score(source, segment, index) for index, segment in enumerate(segments)]
    best = max(scores, default=0.0)
    if best <= 0:
        return None
    for index, score in enumerate(scores):
        if score >= 60 and score >= 0.12 * best:
            return index
    return scores.index(best)


def _article_score(source: SourceText, segment: list[int], index: int) -> float:
    score = 0.0
    seen: set[str] = set()
    for number in segment[1:] if index else segment:
        line = source.folded[number - 1]
        text = squeeze(line)
        if text in seen or kind.is_chrome(line) or kind.is_caption(line) or kind.is_weather(line):
            continue
        seen.add(text)
        if kind.is_prose(line) and not kind.ends_cut(line):
            finished = bool(re.search(r"[.!?]\s*[\"”'’)]*\s*$", text))
            score += len(text) * (1.0 if finished else 0.3)
    return score * (1.0 if index == 0 else 0.5)


def _split(source: SourceText, main: list[int], body: Body) -> None:
    """Headline, sub-headlines, captions and body of the main segment."""
    first = next((n for n in main if _is_body_prose(source, n)), None)
    if first is None:
        first = main[-1] if main else None
    if first is None:
        return
    head = [n for n in main if n < first]
    body.head_lines = head
    _headline(source, head, body)
    after_image = False
    seen: set[str] = set()
    datelines = 0
    shown: list[str] = []
    for number in (n for n in main if n >= first):
        line = source.folded[number - 1]
        text = squeeze(line)
        if kind.is_image(line):
            after_image = True
            shown.append(text)
            continue
        if (after_image and len(text) < 300 and not _states_money(text) and _INLINE_DATELINE.match(text)) or (
            len(text) >= 12 and any(text in image for image in shown[-3:])
        ):
            body.caption_lines.append(number)
            after_image = False
            continue
        if _INLINE_DATELINE.match(text) and kind.is_prose(line):
            datelines += 1
            if datelines > 1 and number != first:
                break
        if _is_noise(line, text, seen):
            continue
        if (
            kind.is_caption(line)
            or (after_image and len(text) < 140 and not kind.is_bullet(line) and not _states_money(text))
            or _lone_mark(source, main, number)
        ):
            body.caption_lines.append(number)
        else:
            body.body_lines.append(number)
            if len(text) > 30:
                seen.add(text)
        after_image = False
    _drop_trailing_names(source, body)
    _drop_trailing_headlines(source, body)


_LISTED_HEADLINE = re.compile(r"^\s*(?:[○●▶▷■□◆•·]|[-–])\s?[가-힣A-Za-z·]{2,10},\s?\S")


def _drop_trailing_headlines(source: SourceText, body: Body) -> None:
    """Two or more marked headlines ('○ ○○시, …') after the last sentence belong to other articles."""
    tail: list[int] = []
    for number in reversed(body.body_lines):
        line = source.folded[number - 1]
        if not _LISTED_HEADLINE.match(line) or kind.has_full_stop(line):
            break
        tail.append(number)
    if len(tail) >= 2:
        body.body_lines = [n for n in body.body_lines if n not in tail]


def _is_body_prose(source: SourceText, number: int) -> bool:
    line = source.folded[number - 1]
    if (
        not kind.is_prose(line)
        or kind.is_chrome(line)
        or kind.is_caption(line)
        or kind.is_byline(line)
        or kind.is_copyright(line)
    ):
        return False
    if not kind.has_full_stop(line):
        return len(squeeze(line)) >= 110
    previous = next(
        (source.folded[n - 1] for n in range(number - 1, max(0, number - 4), -1) if source.folded[n - 1].strip()), ""
    )
    return not kind.is_image(previous)


def _is_noise(line: str, text: str, seen: set[str]) -> bool:
    return (
        kind.is_chrome(line)
        or kind.is_weather(line)
        or kind.is_byline(line)
        or kind.is_copyright(line)
        or text in seen
        or text.startswith("#")
    )


def _states_money(text: str) -> bool:
    """A sentence with an amount and a predicate is text, also where a caption could stand."""
    return kind.has_full_stop(text) and bool(re.search(r"\d\s?(?:여\s?)?(?:[천백십]?[조억만])\s?원?", text))


def _lone_mark(source: SourceText, main: list[int], number: int) -> bool:
    """A single short ▲ line that belongs to no list is the caption of a picture."""
    line = source.folded[number - 1]
    if not re.match(r"^\s*[·•]?\s*[▲△▶◆◀▼]", line) or len(squeeze(line)) > 90 or len(re.findall(r"[▲△▶◆]", line)) > 1:
        return False
    position = main.index(number)
    neighbours = [
        source.folded[n - 1] for n in main[max(0, position - 1) : position] + main[position + 1 : position + 2]
    ]
    return not any(kind.is_bullet(other) for other in neighbours) and not re.search(r"\d\s?(?:억|만)?\s?원", line)


def _drop_trailing_names(source: SourceText, body: Body) -> None:
    """Single words left after the last sentence are menu items."""
    while body.body_lines:
        text = squeeze(source.folded[body.body_lines[-1] - 1])
        if len(text) <= 6 and not kind.has_sentence_end(text):
            body.body_lines.pop()
        else:
            return


def _headline(source: SourceText, head: list[int], body: Body) -> None:
    """The headline is the first line before the body that reads like one; the rest may be sub-headlines."""
    ranked = [
        n for n in head if kind.is_numbered(source.folded[n - 1]) and not re.search(r"\d{4}", source.folded[n - 1][:6])
    ]
    candidates = [n for n in head if _could_be_headline(source.folded[n - 1]) and (len(ranked) < 3 or n > ranked[-1])]
    if not candidates:
        return
    texts = [squeeze(source.folded[n - 1]) for n in candidates]
    repeated = [n for n, text in zip(candidates, texts, strict=True) if texts.count(text) > 1 and len(text) >= 12]
    chosen = repeated[0] if repeated else _first_headline(source, candidates)
    if chosen is None:
        return
    chosen = _fitting(source, candidates, chosen, head)
    body.title_line = chosen
    title = squeeze(source.folded[chosen - 1])
    for number in candidates:
        text = squeeze(source.folded[number - 1])
        if number > chosen and text != title and len(text) >= 8:
            body.subtitle_lines.append(number)


def _fitting(source: SourceText, candidates: list[int], chosen: int, head: list[int]) -> int:
    """A later line whose words the article's beginning repeats, when the first candidate shares none with it."""
    last = max(head)
    lead = "".join(source.folded[last : last + 12])[:1500]
    share = {n: _shared(source.folded[n - 1], lead) for n in candidates}
    best = max(share.values())
    if share[chosen] >= 0.12 or best < 0.4:
        return chosen
    return next(n for n in candidates if share[n] >= max(0.3, 0.6 * best))


def _shared(line: str, lead: str) -> float:
    """Share of the line's pairs of syllables that the lead repeats."""
    text = re.sub(r"[^가-힣A-Za-z0-9]", "", line)
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return sum(pair in lead for pair in pairs) / len(pairs) if pairs else 0.0


def _first_headline(source: SourceText, candidates: list[int]) -> int | None:
    for number in candidates:
        text = squeeze(source.folded[number - 1])
        if len(text) >= 14 or (len(text) >= 9 and re.search(r"[,…'‘“\"·!?]|\s\S+\s", text)):
            return number
    return None


# '○ 사업비: 45억원', '- 1단계 20억원': a field or an item of a list.
_FIELD = re.compile(
    r"^(?:[□○ㅇ◦•▲▷※❍-]|\d{1,2}[.)])\s?[가-힣A-Za-z0-9 ]{1,12}(?:\s?[:：]|\s\d[\d,.]*\s?(?:조|억|천만|백만|만)\s?원?$)"
)


def _could_be_headline(line: str) -> bool:
    text = squeeze(line)
    low, high = _HEADLINE_LENGTH
    if not low <= len(text) <= high or not re.search(r"[가-힣]{2}", text):
        return False
    if (
        kind.is_chrome(line)
        or kind.is_weather(line)
        or kind.is_byline(line)
        or kind.is_image(line)
        or kind.is_copyright(line)
    ):
        return False
    if (
        kind.is_caption(line)
        or kind.is_teaser_label(line)
        or _FIELD.match(text)
        or re.search(r"다\.\s*$", text)
        or text.startswith(("http", "www.", "#"))
    ):
        return False
    return not re.match(r"^[▲△▶◀▼]", text.lstrip("·• ")) and not kind.is_breadcrumb(line)


def _add_notices(source: SourceText, segments: list[list[int]], start: int, body: Body) -> None:
    """Copyright lines that follow the body at once, and date lines of the page's tools, tell publisher and date."""
    for segment in segments[start + 1 :]:
        if not segment:
            continue
        line = source.folded[segment[0] - 1]
        if kind.is_copyright(line):
            body.notice_lines.append(segment[0])
        body.notice_lines.extend(
            n
            for n in segment[1:]
            if kind.is_copyright(source.folded[n - 1])
            or (kind.has_date_label(source.folded[n - 1]) and kind.is_date_line(source.folded[n - 1]))
        )
        if sum(len(source.folded[n - 1]) for n in segment) > 400:
            break
    body.notice_lines.extend(n for n in segments[start] if kind.is_copyright(source.folded[n - 1]))
