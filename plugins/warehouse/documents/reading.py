"""Bytes to text: encodings, limits, the `# URL` comment line, and HTML turned into lines."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from warehouse.errors import DocumentError

MAXIMUM_BYTES = 10_000_000
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_URL_COMMENT = re.compile(r"^#\s*(?:URL[:\s]\s*)?(https?://\S+)")
_HTML_HINT = re.compile(r"<(?:!doctype html|html|head|body|div|article|meta|p)\b", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """A document ready for extraction: its text, and what only the mark-up said."""

    text: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    comment_lines: frozenset[int] = frozenset()
    is_html: bool = False
    notes: list[str] = field(default_factory=list)


def decode(content: bytes | str) -> str:
    """Text of the content: byte-order mark, declared charset, strict UTF-8, then CP949 (superset of EUC-KR)."""
    if isinstance(content, str):
        if len(content) > MAXIMUM_BYTES:
            raise DocumentError("The document is larger than 10 MB.", remedy="Split it or leave it out.")
        return _newlines(content)
    if len(content) > MAXIMUM_BYTES:
        raise DocumentError("The document is larger than 10 MB.", remedy="Split it or leave it out.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _newlines(content.decode("utf-16", "replace"))
    if content.startswith((b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")):
        raise DocumentError("The document is a compressed file.", remedy="Unpack it and give the .txt or .html inside.")
    if b"\x00" in content[:4096]:
        raise DocumentError("The document is binary, not text.", remedy="Give a .txt or .html file.")
    for encoding in _candidates(content):
        try:
            return _newlines(content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    text = _newlines(content.decode("cp949", "replace"))
    if text.count("\ufffd") > max(2, len(text) // 50):
        raise DocumentError("The document is neither UTF-8 nor CP949 text.", remedy="Check the file's encoding.")
    return text


def _candidates(content: bytes) -> list[str]:
    declared = _META_CHARSET.search(content[:4096])
    names = ["utf-8-sig"]
    if declared:
        name = declared.group(1).decode("ascii").lower()
        names.insert(0, "cp949" if name in {"euc-kr", "ks_c_5601-1987", "ksc5601", "cp949"} else name)
    return [*names, "cp949"]


# Marks that nobody sees: zero width, soft hyphen, direction of writing. Between two digits they hide an amount.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A)]
)


def _newlines(text: str) -> str:
    """Line feeds only, and nothing invisible."""
    return text.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")


def check_text(text: str) -> None:
    """Raise when there is nothing to read or the text is binary in disguise."""
    if not text.strip():
        raise DocumentError("The document is empty.", remedy="Give a file with an article in it.")
    sample = text[:20_000]
    if len(_CONTROL.findall(sample)) > max(3, len(sample) // 100):
        raise DocumentError("The document is binary, not text.", remedy="Give a .txt or .html file.")


def read(content: bytes | str, *, url: str | None, media_type: str | None) -> Reading:
    """The document as text with line numbers, from text or HTML."""
    text = decode(content)
    check_text(text)
    if _is_html(text, media_type):
        reading = _from_html(text)
        reading.url = url
        return reading
    return _from_text(text, url)


def _is_html(text: str, media_type: str | None) -> bool:
    if media_type:
        return "html" in media_type
    head = text[:3000]
    return len(_HTML_HINT.findall(head)) >= 2 or head.lstrip()[:9].lower().startswith(("<!doctype", "<html"))


def _from_text(text: str, url: str | None) -> Reading:
    first, _, _ = text.partition("\n")
    found = _URL_COMMENT.match(first)
    if not found:
        return Reading(text=text, url=url)
    return Reading(text=text, url=url or found.group(1), comment_lines=frozenset({1}))


# Containers of the article's text, most specific first: schema.org, then the families of Korean news systems
# and municipal boards seen in public pages (2026-11).
_BODY_SELECTORS = (
    "[itemprop=articleBody]",
    "#article-view-content-div",
    "#viewContent",
    "#news_body_area",
    "#articleBodyContents",
    "#newsct_article",
    "#article_body",
    "#articleBody",
    "#articleContent",
    ".article_body",
    ".article-body",
    ".news_body",
    ".view_con",
    ".board_view .content",
    ".bbs_view .content",
    "article",
)
_DROPPED = (
    "script, style, noscript, iframe, nav, header, footer, aside, form, button, figure, figcaption, select, "
    "svg, template, .related, .relation, .recommend, .ranking, .comment, .comments, .reply, .ad, .advertisement, "
    ".caption, .photo_caption, .copyright, .sns, .share, .weather"
)


# Blink and WebKit stop at 512 levels too; selectors take a time that grows with the square of the depth.
MAXIMUM_DEPTH = 512
_NESTING = re.compile(
    r"<(?P<end>/?)(?:div|span|section|table|tbody|ul|ol|dl|b|i|u|em|strong|font|a|center|blockquote)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def flattened(text: str) -> str:
    """The page without its boxes when they nest deeper than any browser would draw."""
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        depth = max(0, depth - 1) if match.group("end") else depth + 1
        deepest = max(deepest, depth)
    return _NESTING.sub("\n", text) if deepest > MAXIMUM_DEPTH else text


def _from_html(text: str) -> Reading:
    from selectolax.lexbor import LexborHTMLParser

    text = flattened(text)
    try:
        tree = LexborHTMLParser(text)
    except Exception as error:
        raise DocumentError("The HTML cannot be parsed.", remedy="Give the article as text.") from error
    reading = Reading(text="", is_html=True)
    reading.title = _meta(tree, "og:title") or _node_text(tree, "h1") or _node_text(tree, "title")
    reading.publisher = _meta(tree, "og:site_name") or _meta(tree, "article:publisher")
    reading.published = _meta(tree, "article:published_time") or _meta(tree, "og:regDate") or _time_tag(tree)
    articles = _linked_data(tree)
    for article in articles:
        reading.published = reading.published or str(article.get("datePublished") or "") or None
        reading.title = reading.title or str(article.get("headline") or "") or None
        publisher = article.get("publisher")
        if isinstance(publisher, dict):
            reading.publisher = reading.publisher or str(publisher.get("name") or "") or None
    if reading.publisher and reading.publisher.startswith("http"):
        reading.publisher = None
    if reading.title:
        reading.title = _clean_title(reading.title, reading.publisher)
    body = _html_body(tree, text, articles)
    reading.text = f"{reading.title}\n\n{body}" if reading.title else body
    if not reading.text.strip():
        raise DocumentError("The HTML holds no readable text.", remedy="Give the article as text.")
    return reading


def _meta(tree: object, name: str) -> str | None:
    for selector in (f'meta[property="{name}"]', f'meta[name="{name}"]'):
        node = tree.css_first(selector)  # type: ignore[attr-defined]
        content = node.attributes.get("content") if node is not None else None
        if content and content.strip():
            return " ".join(content.split())
    return None


def _node_text(tree: object, selector: str) -> str | None:
    node = tree.css_first(selector)  # type: ignore[attr-defined]
    value = " ".join(node.text().split()) if node is not None else ""
    return value if 4 <= len(value) <= 150 else None


def _time_tag(tree: object) -> str | None:
    node = tree.css_first("time[datetime]")  # type: ignore[attr-defined]
    return node.attributes.get("datetime") if node is not None else None


def _clean_title(title: str, publisher: str | None) -> str:
    """The headline without the site's name after a bar or dash."""
    parts = re.split(r"\s+[|<>:\-–]{1,2}\s+", title[:300])
    if len(parts) > 1 and (len(parts[-1]) <= 12 or (publisher and publisher in parts[-1])):
        parts = parts[:-1]
    return " - ".join(part for part in parts if part).strip() or title[:300]


def _linked_data(tree: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for node in tree.css('script[type="application/ld+json"]')[:5]:  # type: ignore[attr-defined]
        source = node.text()
        if len(source) > 500_000:
            continue
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        found.extend(item for item in items if isinstance(item, dict) and "Article" in str(item.get("@type", "")))
    return found


def _html_body(tree: object, text: str, articles: list[dict[str, object]]) -> str:
    for node in tree.css(_DROPPED):  # type: ignore[attr-defined]
        node.decompose()
    best = ""
    for selector in _BODY_SELECTORS:
        for node in tree.css(selector)[:20]:  # type: ignore[attr-defined]
            candidate = _block_text(node)
            if len(candidate) >= 150:
                return candidate
            best = max(best, candidate, key=len)
    for article in articles:
        candidate = str(article.get("articleBody") or "")
        if len(candidate) >= 100:
            return candidate
    body = tree.body  # type: ignore[attr-defined]
    whole = _block_text(body) if body is not None else ""
    if len(text) <= 1_000_000:
        main = _main_content(text)
        if len(main) >= 100:
            return main
    return whole or best


def _main_content(text: str) -> str:
    import trafilatura

    try:
        return trafilatura.extract(text, include_comments=False, include_tables=True, favor_precision=True) or ""
    except Exception:  # hostile mark-up may break any layer below; the plain text of the page remains
        return ""


def _block_text(node: object) -> str:
    for tag in node.css("br, p, div, li, tr, h1, h2, h3, h4, td, th, dd, dt, section"):  # type: ignore[attr-defined]
        tag.insert_before("\n") if tag.tag != "br" else tag.replace_with("\n")
    lines = (" ".join(line.split()) for line in node.text(separator="").split("\n"))  # type: ignore[attr-defined]
    return "\n".join(line for line in lines if line)
