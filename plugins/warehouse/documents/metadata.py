"""Title, publisher and date of the article, from the page's own words before its address."""

from __future__ import annotations

import re
from datetime import date, timedelta

from warehouse.documents import lines as kind
from warehouse.documents.body import Body
from warehouse.documents.gazetteer import Gazetteer
from warehouse.documents.reading import Reading
from warehouse.documents.witness import SourceText, fold, squeeze

_BRAND = r"[가-힣A-Za-z0-9&·.]{2,16}"
_BRACKET_BYLINE = re.compile(rf"^\s*[\[(<【]\s*({_BRAND})(?:\s*[=/|]\s*|\s+)?([^\])>】]{{0,40}})[\])>】]")
_PLAIN_BYLINE = re.compile(rf"^\s*({_BRAND})\s+[가-힣]{{2,4}}\s?(?:기자|특파원)\s*[|=]")
_NAME_BYLINE = re.compile(rf"^\s*({_BRAND})\s+[가-힣]{{2,4}}\s?(?:선임|수습|인턴|전문|객원)?\s?(?:기자|특파원)(?:\s|$)")
_EQUALS_BYLINE = re.compile(rf"^\s*({_BRAND})\s*=\s*[가-힣]{{2,4}}\s?(?:기자|특파원)")
_BARE_BRAND = re.compile(r"^\s*([가-힣]{2,10}(?:뉴스|신문|일보|매일|타임스|저널|방송|통신))\s*$")
_LONE_BRAND = re.compile(rf"^\s*[\[(<【]\s*({_BRAND})\s*[\])>】]\s*$")
_REPORTER_AFTER = re.compile(r"\s?(?:선임|수습|인턴|전문|객원)?\s?(?:기자|특파원)")
_STAMP_BYLINE = re.compile(rf"^\s*({_BRAND})\s*[|=ㅣ/]\s*(?:기사\s?)?(?:입력|승인|등록|송고|게재)")
_DATED_BRAND = re.compile(rf"^\s*({_BRAND})\s+(?:\(?\s?)?(?:20|19)\d\d\s?(?:년|[.\-/])")
_PERIODICAL = re.compile(r"^(?:주간|격주간|월간|격월간|계간|웹진)[가-힣A-Za-z]{2,}")
_SLASH_BYLINE = re.compile(rf"[\[(]\s*({_BRAND})\s*[=/|]\s*(?:[가-힣]{{2,4}}\s?)?(?:기자|특파원)")
_COPYRIGHT_BRAND = (
    re.compile(rf"저작권자\s*[©ⓒ(cC):]*\s*({_BRAND}(?:\s(?:뉴스|신문|일보))?)"),
    re.compile(rf"(?:ⓒ|©)\s?[‘'“\"][^‘’'“”\"]{{2,40}}[’'”\"]\s?({_BRAND})"),
    re.compile(rf"(?:copyright|ⓒ|©)\s*(?:[©ⓒ]|\(c\))?\s*(?:\d{{4}}\.?\s*)?(?:by\s+)?({_BRAND})", re.IGNORECASE),
    re.compile(rf"[,、]\s*({_BRAND})\s*\((?:www\.)?[a-z0-9.\-]+\)"),
    re.compile(rf"[<\[(]\s*({_BRAND})\s*(?:[,.]|무단|의 모든)"),
)
_PHOTO_BRAND = re.compile(rf"[ⓒ©]\s?({_BRAND}?)\s?(?:DB|자료사진|$)|[(\[]\s?({_BRAND}?)\s?DB\s?[)\]]")
_PRESS_ENDING = re.compile(
    r"(?:일보|신문|뉴스|타임스|타임즈|경제|미디어|방송|통신|투데이|저널|헤럴드|데일리|매일|프레스|닷컴|TV|뉴스핌|뉴시스|포스트|한겨레|"
    r"세계|시사|오늘|저널|타임|언론|기자|News|NEWS|Times|연합|뉴스1|KBS|MBC|SBS|YTN|이데일리|라이프|코리아|비즈|매거진|人|in|IN|소리|시대|스텝|앤|넷|매일|통신)\d?$"
)
_NOT_BRAND = re.compile(
    r"^(?:사진|자료|제공|출처|무단|저작권|기자|종합|속보|단독|포토|산업|사회|정치|경제|행정|지역|인터뷰|기획|특집|창간|공동|편집|카드뉴스|영상|그래픽|표|"
    r"보도자료|AI|앵커|리포트|오피니언|칼럼|사설|신년|현장|르포|핫이슈|이슈|알림|공지|the|all|right|rights|reserved|copyrights?)$",
    re.IGNORECASE,
)
_URL_DATES = (
    re.compile(r"(?<!\d)(20[0-3]\d)[/\-.](0[1-9]|1[0-2])[/\-.](0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[0-3]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=(?:\d{4,13})?(?!\d))"),
    re.compile(r"(?<!\d)(20[0-3]\d)/?(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)
_DAY_SAID = re.compile(r"(?<![\d월.])\s?(\d{1,2})일(?!\s?(?:부터|까지|간|자로|이내|동안|씩|~))")


def find_title(source: SourceText, body: Body, reading: Reading) -> str | None:
    """The headline as printed, or as the mark-up gives it."""
    if reading.title:
        return reading.title
    if body.title_line is None:
        return None
    text = squeeze(source.lines[body.title_line - 1].replace("\u00a0", " "))
    return text.lstrip("•·-■□▶◆ ").strip() or None


def find_publisher(source: SourceText, body: Body, reading: Reading, gazetteer: Gazetteer) -> str | None:
    """The press brand in a byline, else in the copyright notice, else in the mark-up."""
    numbers = sorted(
        {
            *body.head_lines,
            *body.body_lines[:4],
            *body.body_lines[-2:],
            *(n for n in _neighbourhood(source, body) if kind.is_byline(source.folded[n - 1])),
        }
    )
    for number in numbers:
        found = _byline_brand(source.folded[number - 1], gazetteer)
        if found:
            return found
    for number in (*body.notice_lines, *body.body_lines[-2:]):
        line = source.folded[number - 1]
        if kind.is_copyright(line):
            for pattern in _COPYRIGHT_BRAND:
                for match in pattern.finditer(line):
                    brand = _clean_brand(match.group(1))
                    if brand and not gazetteer.is_place_word(brand) and not _is_cut(brand, line[match.end(1) :]):
                        return brand
    if reading.publisher:
        return reading.publisher
    for number in (*body.head_lines, *_neighbourhood(source, body)):
        bare = _BARE_BRAND.match(source.folded[number - 1])
        if bare and _clean_brand(bare.group(1)):
            return bare.group(1)
    for number in (*body.head_lines, *body.caption_lines):
        photo = _PHOTO_BRAND.search(source.folded[number - 1])
        brand = _clean_brand(photo.group(1) or photo.group(2) or "") if photo else None
        if brand and _PRESS_ENDING.search(brand) and not gazetteer.is_place_word(brand):
            return brand
    return None


def _is_cut(brand: str, after: str) -> bool:
    """'© City Hall': the first word of a longer Latin name that is no press brand."""
    return (
        brand.isascii()
        and not _PRESS_ENDING.search(brand)
        and bool(re.match(r"\s(?!all\b|rights\b|co\b|inc\b|corp\b|ltd\b)[A-Za-z]{2,}", after, re.IGNORECASE))
    )


def _byline_brand(line: str, gazetteer: Gazetteer) -> str | None:
    """The brand that a line opens with, in any of the forms of Korean bylines."""
    text = squeeze(line)
    if kind.is_caption(line) and "기자" not in text:
        return None
    if len(text) > 60:
        text = text[:60] + "…"
    named = _NAME_BYLINE.match(text) or _LONE_BRAND.match(text)
    if (
        named
        and _PRESS_ENDING.search(named.group(1))
        and (brand := _clean_brand(named.group(1)))
        and not gazetteer.is_place_word(brand)
    ):
        return brand
    dated = _DATED_BRAND.match(text)
    if dated and len(text) <= 40 and (_PRESS_ENDING.search(dated.group(1)) or _PERIODICAL.match(dated.group(1))):
        return _clean_brand(dated.group(1))
    bracket = _BRACKET_BYLINE.match(text)
    if bracket and (brand := _bracket_brand(bracket.group(0), text, gazetteer)):
        return brand
    plain = (
        _PLAIN_BYLINE.match(text)
        or _STAMP_BYLINE.match(text)
        or _EQUALS_BYLINE.match(text)
        or _SLASH_BYLINE.search(text)
    )
    if plain:
        brand = _clean_brand(plain.group(1))
        return brand if brand and not gazetteer.is_place_word(brand) and not _is_person(brand, text) else None
    return None


def _bracket_brand(bracket: str, text: str, gazetteer: Gazetteer) -> str | None:
    """'[창원=남녘뉴스]', '[남녘뉴스 도담 기자]': the part that is neither place nor person."""
    parts = [part for part in re.split(r"[=/|,\s·ㅣ]+", bracket.strip("[](){}<>【】 ")) if part]
    brands = [brand for part in parts if (brand := _clean_brand(part)) and not gazetteer.is_place_word(brand)]
    press = [brand for brand in brands if _PRESS_ENDING.search(brand)]
    if press:
        return press[0]
    if "=" in bracket or "기자" in text[:50] or "특파원" in bracket:
        return next((brand for brand in brands if not _is_person(brand, text)), None)
    return None


def _is_person(word: str, text: str) -> bool:
    if len(word) > 4:
        return False
    return any(
        _REPORTER_AFTER.match(text, match)
        for match in (i + len(word) for i in range(len(text)) if text.startswith(word, i))
    )


def _clean_brand(word: str) -> str | None:
    text = word.strip(" .,·:;<>[]()'\"").removesuffix("DB")
    text = re.sub(r"(?:의|가|는|은)$", "", text) if len(text) > 4 else text
    if (
        len(text) < 2
        or _NOT_BRAND.match(text)
        or re.fullmatch(r"[\d.\-:]+", text)
        or not re.search(r"[가-힣A-Za-z]", text)
    ):
        return None
    if re.search(r"무단|전재|배포|금지|복제|저작권", text):
        return None
    if text.endswith(("기자", "특파원", "본부", "팀", "국")) and not text.endswith("팀플"):
        return None
    return text


def find_date(source: SourceText, body: Body, reading: Reading, url: str | None) -> date | None:
    """The day of publication: mark-up, labelled line, byline, address, then the page's head if the text agrees."""
    if reading.published:
        found = _first_date(fold(reading.published))
        if found:
            return found
    near = [
        n
        for n in [*body.head_lines, *_neighbourhood(source, body), *body.notice_lines]
        if not _page_clock(source, body, n)
    ]
    labelled = [
        n for n in near if kind.has_date_label(source.folded[n - 1]) and not kind.is_caption(source.folded[n - 1])
    ]
    # What tells only of a change comes last; of the others, what stands after the headline first.
    ranked = sorted(
        labelled, key=lambda n: (_only_changed(source.folded[n - 1]), bool(body.title_line and n < body.title_line))
    )
    for number in ranked:
        if len(source.folded[number - 1]) < 160 and (found := _first_date(source.folded[number - 1])):
            return found
    said = _said_day(source, body)
    from_url = url_date(url)
    bare = [
        n
        for n in near
        if n not in labelled and kind.is_date_line(source.folded[n - 1]) and not kind.is_caption(source.folded[n - 1])
    ]
    own = [n for n in bare if not _in_page_head(body, n)]
    beside = [found for n in own if (found := _first_date(source.folded[n - 1]))]
    if beside and (from_url is None or said is None or _agrees(beside[0], said) or not _agrees(from_url, said)):
        return beside[0]
    if from_url:
        return _day_after(source, body, from_url) or from_url
    heads = [found for n in bare if n not in own and (found := _first_date(source.folded[n - 1]))]
    return next((found for found in heads if _agrees(found, said)), None) or _told_date(source, body)


_REPORTED = re.compile(
    r"(?<![\d월.])\s?(\d{1,2})일\s(?:밝혔|말했|전했|발표했|알렸|설명했|소개했|공개했|내놨|내놓았|공고했|고시했)"
)


def _day_after(source: SourceText, body: Body, from_url: date) -> date | None:
    """An edition abroad puts the day before into the address: what was said on the 4th was not printed on the 3rd."""
    following = from_url + timedelta(days=1)
    for number in body.body_lines[:2]:
        said = _REPORTED.search(source.folded[number - 1][:1000])
        if said:
            return following if int(said.group(1)) == following.day else None
    return None


_TOLD = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])월\s(3[01]|[12]\d|0?[1-9])일\s(?:밝혔|발표했|전했|알렸|설명했)")


def _told_date(source: SourceText, body: Body) -> date | None:
    """'2026년 한 해 … 투입한다고 1월 20일 밝혔다': the day of the saying, when the sentence knows a single year."""
    for number in body.body_lines[:3]:
        line = source.folded[number - 1][:1000]
        told, years = _TOLD.search(line), set(re.findall(r"(?<!\d)(20\d\d)년", line))
        if told and len(years) == 1:
            return _first_date(f"{years.pop()}-{told.group(1)}-{told.group(2)}")
    return None


def _page_clock(source: SourceText, body: Body, number: int) -> bool:
    """'최종편집 : …' anywhere, and a bare UPDATE above the headline, tell when the page was made."""
    line = source.folded[number - 1]
    if re.search(r"최종\s?편집|현재\s?시각|오늘\s?날짜", line):
        return True
    return (
        number in body.head_lines
        and _in_page_head(body, number)
        and bool(re.search(r"^\W{0,3}UPDATE\b", line, re.IGNORECASE))
    )


def _only_changed(line: str) -> bool:
    """The line tells when the article was last changed, not when it came out."""
    return bool(re.search(r"수정|업데이트|update", line, re.IGNORECASE)) and not re.search(
        r"입력|승인|등록|송고|게재|발행|배포", line
    )


def _neighbourhood(source: SourceText, body: Body) -> list[int]:
    """Lines between and just after the body lines, where date and reporter stand."""
    if not body.body_lines:
        return []
    first, last = body.body_lines[0], body.body_lines[-1]
    known = {*body.caption_lines, *body.head_lines}
    end = min(len(source.lines), last + 8)
    stop = next((n for n in range(last + 1, end + 1) if kind.is_teaser_label(source.folded[n - 1])), end + 1)
    return [n for n in range(first, stop) if n not in known]


def _in_page_head(body: Body, number: int) -> bool:
    """Before the headline stands the page's date, not the article's; without a headline nothing tells them apart."""
    if body.title_line:
        return number < body.title_line
    return bool(body.body_lines) and number < body.body_lines[0] - 6


def _said_day(source: SourceText, body: Body) -> int | None:
    """The day of the month on which the article says that something was said."""
    for number in body.body_lines[:3]:
        match = _DAY_SAID.search(source.folded[number - 1])
        if match and 1 <= int(match.group(1)) <= 31:
            return int(match.group(1))
    return None


def _agrees(found: date, said: int | None) -> bool:
    return said is not None and any((found - timedelta(days=back)).day == said for back in range(3))


def _first_date(text: str) -> date | None:
    for match in kind.DATE_TEXT.finditer(text):
        try:
            return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
        except ValueError:
            continue
    short = kind.short_date(text)
    return date(*short) if short and _exists(*short) else None


def _exists(year: int, month: int, day: int) -> bool:
    """'19-02-31' is no day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def url_date(url: str | None) -> date | None:
    """The date that many news systems put into the article's address."""
    if not url:
        return None
    for pattern in _URL_DATES:
        for match in pattern.finditer(url):
            try:
                found = date(*(int(part) for part in match.groups()))
            except ValueError:
                continue
            if date(2000, 1, 1) <= found <= date(2035, 12, 31):
                return found
    return None
