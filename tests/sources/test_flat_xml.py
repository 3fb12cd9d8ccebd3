"""Plain XML pages are read by their brackets: always as the tree reads them, and quickly where a page is plain."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.sources.columnar import columns_of
from warehouse.sources.envelopes import Envelope, Outcome, read_envelope
from warehouse.sources.failures import EnvelopeError
from warehouse.sources.flat_xml import FlatRows
from warehouse.sources.xml_envelopes import _read_flat, _read_tree

HEAD = (
    "<head><list_total_count>2</list_total_count><RESULT><CODE>INFO-000</CODE><MESSAGE>정상</MESSAGE></RESULT></head>"
)


def page(rows: str, head: str = HEAD) -> bytes:
    return f"<QWGJK>{head}{rows}</QWGJK>".encode()


def assert_read_alike(text: bytes) -> bool:
    """Both readers, and what becomes of their rows; whether the page was plain."""
    try:
        flat = _read_flat(text)
    except EnvelopeError:  # what stands around the rows is no XML: neither reads it
        with pytest.raises(EnvelopeError):
            _read_tree(text)
        return False
    if flat is None:
        return False
    assert isinstance(flat.rows, FlatRows)
    tree = _read_tree(text)
    assert (flat.root, flat.fields) == (tree.root, tree.fields)
    by_brackets = Envelope("result_xml", Outcome.OK, records=flat.rows)
    by_tree = Envelope("result_xml", Outcome.OK, records=tree.rows)
    assert by_brackets.rows() == by_tree.rows()
    assert len(flat.rows) == len(tree.rows) == len(by_brackets.fingerprints())
    one, other = columns_of(by_brackets), columns_of(by_tree)
    assert list(one) == list(other)
    for name in one:
        assert one[name].to_pylist() == other[name].to_pylist()
        one[name].validate(full=True)
    return True


PLAIN = [
    "<row><a>1</a><b>2</b></row>",
    "<row><a>1</a><b>2</b></row><row><a></a><b>둘 셋</b></row>",
    "<row><a></a></row><row><a></a></row>",
    "\n <row>\n  <a> 1 </a>\n\t<b>x\ny</b>\n </row>\n <row>\n<a>2</a><b/></row>\n".replace("<b/>", "<b></b>"),
    "<row><a>&lt;b&gt; &amp;amp; &quot;&apos;</a><b>2</b></row>",
    "<row><a>1</a>stray<b>2</b></row>between<row>before<a>3</a><b>4</b></row>",
    "<row><가나>1</가나><b_1.x-y>2</b_1.x-y></row>",
]


@pytest.mark.parametrize("rows", PLAIN)
def test_plain_pages_are_read_by_their_brackets(rows):
    assert assert_read_alike(page(rows))
    assert assert_read_alike(page(rows.replace("\n", "\r\n")))


NOT_PLAIN = {
    "empty element": "<row><a/><b>2</b></row>",
    "attribute": '<row><a n="1">1</a></row>',
    "attribute of the row": '<row n="1"><a>1</a></row><row n="2"><a>1</a></row>',
    "bracket in an attribute": '<row><a n="x>y">1</a></row>',
    "nested": "<row><a><b>1</b></a></row>",
    "repeated tag": "<row><a>1</a><a>2</a></row>",
    "CDATA": "<row><a><![CDATA[<b>1</b>]]></a></row>",
    "comment": "<row><a>1</a><!-- <b>2</b> --></row>",
    "instruction": "<row><a>1</a><?x y?></row>",
    "other order": "<row><a>1</a><b>2</b></row><row><b>2</b><a>1</a></row>",
    "missing tag": "<row><a>1</a><b>2</b></row><row><a>1</a></row>",
    "one tag more": "<row><a>1</a></row><row><a>1</a><b>2</b></row>",
    "other tag of equal length": "<row><a>1</a></row><row><b>1</b></row>",
    "namespace": '<row xmlns:n="u"><n:a>1</n:a></row>',
    "number as a reference": "<row><a>&#44032;</a></row>",
    "raw bracket": "<row><a>1 > 0</a></row>",
    "blank in an end tag": "<row><a>1</a ></row>",
    "control character": "<row><a>1\x0b2</a></row>",
    "row in a row": "<row><row><a>1</a></row></row>",
    "row in an item": "<item><row><a>1</a></row></item>",
    "no fields": "<row></row><row></row>",
}


@pytest.mark.parametrize("rows", NOT_PLAIN.values(), ids=NOT_PLAIN.keys())
def test_what_is_not_plain_is_left_to_the_tree(rows):
    assert _read_flat(page(rows)) is None
    assert len(read_envelope(page(rows)).rows()) == len(_read_tree(page(rows)).rows)


@pytest.mark.parametrize(
    "rows",
    [
        "<row><a>&nbsp;</a></row>",
        "<row><a>&copy</a></row>",
        "<row><a>R&D</a></row>",
        "<row><a>1</b></row>",
        "<row><a>1</row>",
        "<row><a>\ufffe</a></row>",
        "<row><1>1</1></row>",
        "<row><a>1</a></row></row>",
    ],
)
def test_what_is_not_xml_is_an_error_on_either_way(rows):
    with pytest.raises(EnvelopeError):
        read_envelope(page(rows)).rows()


def test_rows_in_a_comment_or_text_of_the_head_are_not_rows():
    for head in ("<!-- <row><a>0</a></row> -->", "<m><![CDATA[<row>]]></m>", "<m>&lt;row></m>"):
        text = page("<row><a>1</a></row>", HEAD + head)
        assert read_envelope(text).rows() == [{"a": "1"}]
        assert_read_alike(text)


# Properties

NAMES = st.sampled_from(["a", "b", "c", "fyr", "row", "item", "head", "가", "x-1", "_", "a:b", "1a", "²"])
PIECES = st.sampled_from(
    [
        *(
            "",
            "1",
            " ",
            "\n",
            "\r\n",
            "\r",
            "\t",
            "가나",
            "&amp;",
            "&lt;",
            "&gt;",
            "&amp;lt;",
            "&#65;",
            "&nbsp;",
            "&",
            ">",
        ),
        *(
            "]]>",
            "<![CDATA[x]]>",
            "<!--x-->",
            "<?x?>",
            "<b/>",
            "\x01",
            "\ufffe",
            "\x85",
            "\u2028",
            "\U0001f600",
            '"',
            "'",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=3).map("".join)
PLAIN_TEXTS = st.text(st.characters(exclude_characters="<>&\r", exclude_categories=("Cs", "Cc")), max_size=8)


@st.composite
def pages(draw, texts=TEXTS):
    tag = draw(st.sampled_from(["row", "row", "item", "ROW"]))
    names = draw(st.lists(NAMES, min_size=1, max_size=4))
    blank = draw(st.sampled_from(["", "", "\n  ", "x"]))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        own = draw(st.lists(NAMES, max_size=4)) if draw(st.integers(0, 9)) == 0 else names
        fields = blank.join(f"<{name}>{draw(texts)}</{name}>" for name in own)
        rows.append(f"<{tag}>{blank}{fields}{blank}</{tag}>{blank}")
    head = HEAD if draw(st.booleans()) else f"<header><resultCode>00</resultCode><m>{draw(texts)}</m></header>"
    body = "".join(rows)
    return f"<r>{head}{body}</r>" if draw(st.booleans()) else f"<r>{head}<body><items>{body}</items></body></r>"


@settings(max_examples=600, deadline=None)
@given(pages())
@example(f"<r>{HEAD}<row><a>\x85\u2028</a></row></r>")
def test_both_readers_agree_on_any_page(text):
    assert_read_alike(text.encode())


@settings(max_examples=200, deadline=None)
@given(pages(PLAIN_TEXTS), st.integers(0, 10_000), st.sampled_from(["<", ">", "&", "/", "!", "</row>", "<row>", ""]))
def test_both_readers_agree_on_any_damage(text, position, piece):
    place = position % len(text)
    assert_read_alike((text[:place] + piece + text[place + 1 :]).encode())


def test_a_row_has_one_fingerprint_whichever_way_its_page_was_read():
    row = "<row><a>&quot;x&apos; &lt;&amp; 가</a>\n<b></b></row>"
    other = "<row><a><![CDATA[y]]></a><b>1</b></row>"
    plain, mixed = read_envelope(page(row * 2)), read_envelope(page(row + other))
    assert isinstance(plain.records, FlatRows) and not isinstance(mixed.records, FlatRows)
    assert plain.fingerprints()[0] == mixed.fingerprints()[0]
