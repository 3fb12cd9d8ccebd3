"""The envelope reader: every documented shape, every encoding, and for any input whatever only its own error class."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.sources.columnar import columns_of
from warehouse.sources.envelopes import read_envelope
from warehouse.sources.failures import EnvelopeError, Outcome

LOFIN = (
    '{"QWGJK":[{"head":[{"list_total_count":2},{"RESULT":{"CODE":"INFO-000","MESSAGE":"정상 처리되었습니다."}}]},'
    '{"row":[{"fyr":"2025","laf_hg_nm":"서울종로구"},{"fyr":"2025","laf_hg_nm":"대전중구"}]}]}'
)
G2B = {
    "response": {
        "header": {"resultCode": "00", "resultMsg": "정상"},
        "body": {"numOfRows": 100, "pageNo": 1, "totalCount": 1},
    }
}


def g2b(**body: object) -> str:
    return json.dumps({"response": {"header": G2B["response"]["header"], "body": {**G2B["response"]["body"], **body}}})


@pytest.mark.parametrize(
    ("text", "outcome", "code", "rows"),
    [
        (LOFIN, Outcome.OK, "INFO-000", 2),
        (json.dumps(LOFIN), Outcome.OK, "INFO-000", 2),
        (json.dumps(json.loads(LOFIN), indent=3, ensure_ascii=False), Outcome.OK, "INFO-000", 2),
        ('{"RESULT":[{"CODE":"INFO-200","MESSAGE":"없음"}]}', Outcome.EMPTY, "INFO-200", 0),
        ('{"RESULT":{"CODE":"INFO-200","MESSAGE":"없음"}}', Outcome.EMPTY, "INFO-200", 0),
        ('{"RESULT":[{"CODE":"INFO-300","MESSAGE":""}]}', Outcome.KEY, "INFO-300", 0),
        ('{"RESULT":[{"CODE":"ERROR-290","MESSAGE":""}]}', Outcome.KEY, "ERROR-290", 0),
        ('{"RESULT":[{"CODE":"ERROR-336","MESSAGE":""}]}', Outcome.REQUEST, "ERROR-336", 0),
        ('{"RESULT":[{"CODE":"ERROR-337","MESSAGE":""}]}', Outcome.QUOTA, "ERROR-337", 0),
        ('{"RESULT":[{"CODE":"ERROR-600","MESSAGE":""}]}', Outcome.TRANSIENT, "ERROR-600", 0),
        (g2b(items=[{"a": "1"}]), Outcome.OK, "00", 1),
        (g2b(items={"item": {"a": "1"}}), Outcome.OK, "00", 1),
        (g2b(items={"item": [{"a": "1"}, {"a": "2"}]}, totalCount="2"), Outcome.OK, "00", 2),
        (g2b(items="", totalCount=0), Outcome.EMPTY, "00", 0),
        (g2b(items=None, totalCount=0), Outcome.EMPTY, "00", 0),
        (g2b(totalCount=0), Outcome.EMPTY, "00", 0),
        (
            json.dumps({"response": {"header": {"resultCode": "03", "resultMsg": "NODATA_ERROR"}}}),
            Outcome.EMPTY,
            "03",
            0,
        ),
        (
            '{"nkoneps.com.response.ResponseError":{"header":{"resultCode":"08","resultMsg":"필수"}}}',
            Outcome.REQUEST,
            "08",
            0,
        ),
        (
            '{"nkoneps.com.response.ResponseError":{"header":{"resultCode":"07","resultMsg":"범위"}}}',
            Outcome.WINDOW,
            "07",
            0,
        ),
        ('{"responseTime":"x","resultCode":"10","resultMsg":"INVALID"}', Outcome.REQUEST, "10", 0),
        (
            '{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"returnAuthMsg":"LIMITED","returnReasonCode":"22"}}}',
            Outcome.QUOTA,
            "22",
            0,
        ),
        (
            "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>E</errMsg><returnAuthMsg>NOT_REGISTERED</returnAuthMsg>"
            "<returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>",
            Outcome.KEY,
            "30",
            0,
        ),
        (
            '{"Some":{"list_total_count":1,"RESULT":{"CODE":"INFO-000","MESSAGE":""},"row":[{"GU_NM":"중구"}]}}',
            Outcome.OK,
            "INFO-000",
            1,
        ),
        ("<RESULT><CODE>INFO-100</CODE><MESSAGE>인증키</MESSAGE></RESULT>", Outcome.KEY, "INFO-100", 0),
        (
            '{"StanReginCd":[{"head":[{"totalCount":1},{"numOfRows":"1","pageNo":"1","type":"JSON"},'
            '{"RESULT":{"resultCode":"INFO-0","resultMsg":"NOMAL SERVICE"}}]},{"row":[{"region_cd":"1111000000"}]}]}',
            Outcome.OK,
            "INFO-0",
            1,
        ),
        ('{"RESULT":{"resultCode":"INFO-3","resultMsg":"NODATA_ERROR"}}', Outcome.EMPTY, "INFO-3", 0),
        ('[{"C1":"11110","DT":"137000"}]', Outcome.OK, "", 1),
        ("[]", Outcome.EMPTY, "", 0),
        ('{"err":"20","errMsg":"누락"}', Outcome.REQUEST, "20", 0),
        ('{"errCode":"11","errMsg":"만료"}', Outcome.KEY, "11", 0),
        ('{"err":"31","errMsg":"많음"}', Outcome.WINDOW, "31", 0),
        ("<error><err>50</err><errMsg>서버</errMsg></error>", Outcome.TRANSIENT, "50", 0),
        (
            '{"page":1,"perPage":2,"totalCount":9,"currentCount":1,"matchCount":3,"data":[{"시도":"서울"}]}',
            Outcome.OK,
            "",
            1,
        ),
        ('{"page":9,"perPage":2,"totalCount":9,"currentCount":0,"matchCount":3,"data":[]}', Outcome.EMPTY, "", 0),
        ('{"code":-4,"msg":"등록되지 않은 인증키"}', Outcome.KEY, "-4", 0),
        ('{"code":-10,"msg":"트래픽"}', Outcome.QUOTA, "-10", 0),
        ('{"code":-3,"msg":"없는 서비스"}', Outcome.REQUEST, "-3", 0),
        (
            "<response><header><resultCode>98</resultCode><resultMsg>T</resultMsg></header><body/></response>",
            Outcome.WINDOW,
            "98",
            0,
        ),
        ("<response><header><resultCode>0</resultCode></header><body/></response>", Outcome.EMPTY, "0", 0),
        (
            "<response><header><resultCode>0</resultCode></header><body><NewsItem><NewsItemId>1</NewsItemId></NewsItem></body></response>",
            Outcome.OK,
            "0",
            1,
        ),
        ("<!DOCTYPE html><html><body>막힘</body></html>", Outcome.TRANSIENT, "", 0),
        ("API rate limit exceeded", Outcome.TRANSIENT, "", 0),
    ],
)
def test_documented_shapes(text, outcome, code, rows):
    for body in (text, text.encode(), b"\xef\xbb\xbf \n" + text.encode(), text.encode("cp949"), text.encode("utf-16")):
        envelope = read_envelope(body)
        assert (envelope.outcome, envelope.code, envelope.row_count) == (outcome, code, rows)
        assert len(envelope.rows()) == rows == len(envelope.fingerprints())


def test_what_an_envelope_says_of_itself():
    envelope = read_envelope(g2b(items=[{"a": 1}], totalCount="1,234", pageNo="7", numOfRows="10"))
    assert (envelope.total, envelope.page, envelope.page_size) == (1234, 7, 10)
    assert (
        read_envelope('{"page":1,"perPage":2,"totalCount":9,"currentCount":1,"matchCount":3,"data":[{"a":1}]}').total
        == 3
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        LOFIN.encode()[:-7],
        b'{"a":1}',
        b'{"response":""}',
        b'{ORG_ID:"101"}',
        b"[1,2]",
        b"<a><b></a>",
        b"<unknown/>",
        b"\xff\xfe\x00",
        b"\x80\x81\x82",
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>',
        b'{"RESULT":{"CODE":"INFO-000","MESSAGE":"ok"}}',
        b'{"page":1,"perPage":5,"totalCount":9,"currentCount":5,"matchCount":9,"data":[{"a":1}]}',
    ],
)
def test_what_no_envelope_describes_is_its_own_error(body):
    with pytest.raises(EnvelopeError):
        read_envelope(body).rows()


def test_entities_are_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    for text in (
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><response><header><resultCode>0</resultCode></header><body><item><a>&x;</a></item></body></response>',
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>',
    ):
        with pytest.raises(EnvelopeError, match="refused"):
            read_envelope(text)


def test_control_characters_are_forgiven():
    assert read_envelope('{"err":"30","errMsg":"줄\n바꿈\t탭"}').outcome is Outcome.EMPTY
    row = "<row><a>줄\x0b바꿈&#x1;</a><b>2</b></row>"
    xml = f"<S><list_total_count>1</list_total_count><RESULT><CODE>INFO-000</CODE></RESULT>{row}</S>"
    assert read_envelope(xml).rows() == [{"a": "줄바꿈", "b": "2"}]


def test_repeated_tags_become_lists():
    xml = "<response><header><resultCode>0</resultCode></header><body><NewsItem><F>a</F><F>b</F><F>c</F></NewsItem></body></response>"
    assert read_envelope(xml).rows() == [{"F": ["a", "b", "c"]}]


# Properties

PIECES = st.sampled_from(
    [
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "<",
        ">",
        "/",
        "row",
        "head",
        "RESULT",
        "CODE",
        "INFO-000",
        "response",
        "header",
        "body",
        "items",
        "item",
        "data",
        "matchCount",
        "err",
        "code",
        "-1",
        "null",
        "resultCode",
        "00",
        "<row>",
        "</row>",
        "<![CDATA[",
        "]]>",
        "&amp;",
        "&#0;",
        "가",
        "\x00",
        "\\u0000",
        "1e999",
        "NaN",
        "\ufeff",
        "\ud7ff",
        " ",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "RESULT",
        "response",
        "header",
        "body",
        "items",
        "item",
        "head",
        "row",
        "data",
        "matchCount",
        "totalCount",
        "err",
        "code",
        "CODE",
        "OpenAPI_ServiceResponse",
        "cmmMsgHeader",
        "resultCode",
        "list_total_count",
        "x.ResponseError",
        "QWGJK",
    ]
)
ENVELOPES = st.recursive(
    VALUES | st.sampled_from(["INFO-000", "INFO-200", "00", "0", "22", -4]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def survives(body: bytes | str) -> None:
    try:
        envelope = read_envelope(body)
        assert isinstance(envelope.outcome, Outcome)
        rows = envelope.rows()
        assert len(rows) == envelope.row_count == len(envelope.fingerprints())
        columns = columns_of(envelope)
        assert all(len(column) == len(rows) for column in columns.values())
    except EnvelopeError:
        pass


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(body):
    survives(body)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_likely_text(text):
    survives(text)


@settings(max_examples=400, deadline=None)
@given(ENVELOPES)
def test_any_json(value):
    survives(json.dumps(value))
    survives(json.dumps(json.dumps(value)))


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 10_000),
    st.binary(max_size=3),
    st.sampled_from([LOFIN, g2b(items=[{"a": "1"}]), "<r><head/><row><a>1</a></row></r>"]),
)
def test_any_damage(position, piece, text):
    body = text.encode()
    survives(body[: position % len(body)] + piece + body[position % len(body) :])
    survives(body[: position % len(body)])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_between_rows_and_inside_texts(end):
    rows = [{"fyr": "2025", "name": f"사업{n}"} for n in range(800)]
    page = {"QWGJK": [{"head": [{"list_total_count": 800}, {"RESULT": {"CODE": "INFO-000"}}]}, {"row": rows}]}
    pretty = json.dumps(page, ensure_ascii=False, indent=2).replace("\n", end)
    assert columns_of(read_envelope(pretty))["name"].to_pylist() == [row["name"] for row in rows]
    broken = json.dumps(page, ensure_ascii=False).replace("사업7", f"사{end}업7")  # a raw line end inside a text
    assert columns_of(read_envelope(broken))["name"].to_pylist()[7] == f"사{end}업7"


def test_a_large_page_reads_as_a_small_one():
    """Pages of the most frequent shape are taken apart in one pass; nothing may depend on it."""
    rows = [{"fyr": "2025", "name": f"사업{n}", "amount": n} for n in range(800)]
    head = [{"list_total_count": 800}, {"RESULT": {"CODE": "INFO-000", "MESSAGE": "정상"}}]
    for parts in (
        [{"head": head}, {"row": rows}],
        [{"head": head}, {"row": [*rows, None]}],
        [{"HEAD": head}, {"ROW": rows}],
        [{"head": head, "row": rows}],
        [{"head": head, "note": 1}, {"row": rows}],
        [{"row": rows}, {"head": head}],
    ):
        envelope = read_envelope(json.dumps({"QWGJK": parts}, ensure_ascii=False))
        assert (envelope.total, envelope.row_count, envelope.outcome) == (800, 800, Outcome.OK)
        assert envelope.rows() == rows and len(set(envelope.fingerprints())) == 800
        assert columns_of(envelope)["amount"].to_pylist() in (
            [r["amount"] for r in rows],
            [str(r["amount"]) for r in rows],
        )
