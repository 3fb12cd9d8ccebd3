"""lofin365: every pull ends complete and exact, or fails with source, page and remedy; the next run completes it."""

from __future__ import annotations

import json

import pytest

from warehouse.errors import SourceError
from warehouse.sources.failures import KeyRefusedError, QuotaError

from .lofin_server import Lofin, days, page, result, row
from .support import SECRET, Ask, Reply, drift_of, one_day, rejected_of, rows_of

DAY = one_day("2026-03-10")


def once(broken: Reply, at: int):
    """A fault the first time a page is asked for."""
    seen: set[int] = set()

    def fault(ask: Ask, number: int) -> Reply | None:
        if number == at and number not in seen:
            seen.add(number)
            return broken
        return None

    return fault


def always(broken: Reply, at: int):
    return lambda ask, number: broken if number == at else None


def assert_exact(rows: list[dict], count: int) -> None:
    assert len(rows) == count
    assert sorted(r["sort_order"] for r in rows) == list(range(1, count + 1))
    assert sum(r["budget_current_krw"] for r in rows) == 1000 * count * (count + 1) // 2


def test_complete_and_exact(serve, live):
    server = serve(Lofin(days(4321), key=SECRET))
    pull = live("lofin", server)
    rows = pull.rows(DAY)
    assert_exact(rows, 4321)
    assert rows[0]["snapshot_on"].isoformat() == "2026-03-10"
    assert drift_of(pull.events(DAY)) == [] and rejected_of(pull.events(DAY)) == []
    assert len({(r["_archive_sha256"], r["_record_number"]) for r in rows}) == 4321


def test_the_key_stands_nowhere(serve, live):
    server = serve(Lofin(days(10), key=SECRET))
    pull = live("lofin", server)
    pull.fetch(DAY)
    assert all(ask.query["Key"] == SECRET for ask in server.asks)
    for entry in pull.archive.entries:
        assert (
            SECRET not in json.dumps([dict(entry.request), dict(entry.headers)]) and SECRET.encode() not in entry.body
        )
    ledger = (pull.settings.home / "state" / "quota.sqlite").read_bytes()
    assert SECRET.encode() not in ledger


def test_steps_back_to_the_newest_loaded_day(serve, live):
    server = serve(Lofin(days(5, "20260306")))
    rows = live("lofin", server).rows(DAY)
    assert {r["snapshot_on"].isoformat() for r in rows} == {"2026-03-06"}


def test_never_steps_into_another_fiscal_year(serve, live):
    pull = live("lofin", serve(Lofin(days(5, "20251231"))))
    with pytest.raises(SourceError, match=r"no day of 2026.*Run|run again"):
        pull.fetch(one_day("2026-01-03"))


@pytest.mark.parametrize(
    "broken",
    [
        Reply("slow down", 429, "text/plain", {"Retry-After": "3"}),
        Reply("slow down", 429, "text/plain"),
        Reply("<html>maintenance</html>", 503, "text/html"),
        Reply("<!DOCTYPE html><html>blocked</html>", 200, "text/html"),
        Reply(fault="reset"),
        Reply(b"x" * 4000, fault="half"),
        Reply('{"QWGJK":[{"head":[{"list_total_count":2500}', 200),
        Reply("", 200),
        Reply(b"\x00\xff\xfe\x01", 200),
        result("ERROR-500", "서버 오류입니다."),
        result("INFO-200"),
        page("QWGJK", 2500, [row(1001)]),
        page("QWGJK", 2500, [row(n) for n in range(1, 1001)][:999]),
    ],
    ids=[
        "429-after",
        "429",
        "503",
        "block-page",
        "reset",
        "half",
        "half-json",
        "empty",
        "binary",
        "error-500",
        "no-data",
        "short",
        "short-by-one",
    ],
)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_passing_fault_costs_nothing(serve, live, broken, at):
    if at == 3 and broken.body and b"2500" in (broken.body if isinstance(broken.body, bytes) else broken.body.encode()):
        pytest.skip("a short answer is only short where more rows were due")
    server = serve(Lofin(days(2500), fault=once(broken, at)))
    pull = live("lofin", server)
    assert_exact(pull.rows(DAY), 2500)
    if broken.headers:
        assert max(pull.naps) >= 3


def test_a_stall_is_cut_and_asked_again(serve, live, monkeypatch):
    server = serve(Lofin(days(2500), fault=once(Reply(b"x" * 1000, fault="stall"), 2)))
    assert_exact(live("lofin", server, WAREHOUSE_HTTP_READ_TIMEOUT="0.3").rows(DAY), 2500)


def test_quota_on_page_seven_keeps_what_was_read(serve, live):
    state = {"open": False}
    lofin = Lofin(
        days(9500),
        fault=lambda ask, number: None if state["open"] or number < 7 else result("ERROR-337", "일별 트래픽"),
    )
    pull = live("lofin", serve(lofin), WAREHOUSE_HTTP_CONCURRENCY="1")
    with pytest.raises(QuotaError) as caught:
        pull.fetch(DAY)
    text = str(caught.value)
    assert (
        "lofin" in text and "page 7" in text and "2026-03-10" in text and "Korean time" in text and SECRET not in text
    )
    assert caught.value.resume_at
    before = dict(lofin.served)
    state["open"] = True
    assert_exact(pull.rows(DAY), 9500)
    assert all(lofin.served[number] == before[number] for number in range(1, 7)), (
        "pages in the archive are not asked for again"
    )


def test_a_refused_key_is_not_retried(serve, live):
    body = {
        "OpenAPI_ServiceResponse": {
            "cmmMsgHeader": {"errMsg": "SERVICE ERROR", "returnAuthMsg": "NOT_REGISTERED", "returnReasonCode": "30"}
        }
    }
    server = serve(lambda ask: Reply(json.dumps(body), 403))
    pull = live("lofin", server)
    with pytest.raises(KeyRefusedError, match="LOFIN365_API_KEY"):
        pull.fetch(DAY)
    assert len(server.asks) == 1 and pull.naps == []


def test_a_missing_key_is_named(serve, live, monkeypatch):
    pull = live("lofin", serve(Lofin(days(1))))
    monkeypatch.delenv("LOFIN365_API_KEY")
    with pytest.raises(KeyRefusedError, match="LOFIN365_API_KEY"):
        pull.fetch(DAY)


@pytest.mark.parametrize(
    "broken",
    [Reply("x", 500, "text/plain"), Reply(fault="reset"), page("QWGJK", 2500, [row(1)]), Reply('{"QWGJK":')],
    ids=["500", "reset", "short", "truncated"],
)
def test_a_lasting_fault_names_source_page_and_remedy_and_the_next_run_completes(serve, live, broken):
    state = {"broken": True}
    lofin = Lofin(days(2500), fault=lambda ask, number: broken if state["broken"] and number == 2 else None)
    pull = live("lofin", serve(lofin))
    with pytest.raises(SourceError) as caught:
        pull.fetch(DAY)
    assert "lofin" in caught.value.what and "page 2" in caught.value.what and caught.value.remedy
    assert SECRET not in str(caught.value)
    state["broken"] = False
    assert_exact(pull.rows(DAY), 2500)


def test_a_total_that_changes_midway_is_read_again(serve, live):
    lofin = Lofin(days(2500))
    grown = days(2600)["20260310"]

    def fault(ask: Ask, number: int) -> Reply | None:
        if number == 2:
            lofin.days["20260310"] = grown
        return None

    lofin.fault = fault
    rows = live("lofin", serve(lofin), WAREHOUSE_HTTP_CONCURRENCY="1").rows(DAY)
    assert_exact(rows, 2600)


def test_a_total_that_never_rests_fails(serve, live):
    lofin = Lofin(days(2500))
    count = [2500]

    def fault(ask: Ask, number: int) -> Reply | None:
        count[0] += 1
        lofin.days["20260310"] = days(count[0])["20260310"]
        return None

    lofin.fault = fault
    with pytest.raises(SourceError, match=r"total changed|announced"):
        live("lofin", serve(lofin)).fetch(DAY)


@pytest.mark.parametrize("claimed", [2400, 2600, 2000])
def test_a_wrong_total_is_never_accepted(serve, live, claimed):
    rows = days(2500)["20260310"]

    def behaviour(ask: Ask) -> Reply:
        size, number = int(ask.query["pSize"]), int(ask.query["pIndex"])
        part = rows[(number - 1) * size : number * size]
        return page("QWGJK", claimed, part) if part else result("INFO-200")

    with pytest.raises(SourceError, match="announced"):
        live("lofin", serve(behaviour)).fetch(DAY)


def test_a_page_that_repeats_another_is_never_accepted(serve, live):
    rows = days(3000)["20260310"]

    def fault(ask: Ask, number: int) -> Reply | None:
        size = int(ask.query["pSize"])
        return page("QWGJK", 3000, rows[:size]) if number == 2 else None

    with pytest.raises(SourceError, match="page"):
        live("lofin", serve(Lofin({"20260310": rows}, fault=fault))).fetch(DAY)


def test_pages_that_overlap_are_never_accepted(serve, live):
    rows = days(3000)["20260310"]

    def fault(ask: Ask, number: int) -> Reply | None:
        size = int(ask.query["pSize"])
        return page("QWGJK", 3000, rows[size - 1 : 2 * size - 1]) if number == 2 else None

    with pytest.raises(SourceError, match="stand on page"):
        live("lofin", serve(Lofin({"20260310": rows}, fault=fault))).fetch(DAY)


def test_equal_rows_of_the_source_itself_are_kept(serve, live):
    rows = days(2500)["20260310"]
    rows[2200] = dict(rows[100])
    pull = live("lofin", serve(Lofin({"20260310": rows})))
    assert len(pull.rows(DAY)) == 2500


@pytest.mark.parametrize("apart", [1, 7, 1000])
def test_equal_rows_of_the_source_at_page_edges_are_kept(serve, live, apart):
    """Rows that are equal stand on both sides of a boundary: read twice with other boundaries, they are the same again."""
    rows = days(3000)["20260310"]
    for position in range(0, 3000 - apart, 2 * apart):
        rows[position + apart] = dict(rows[position])
    expected = sorted(json.dumps(row) for row in rows)
    pull = live("lofin", serve(Lofin({"20260310": rows})))
    assert sorted(r["line_code"] for r in pull.rows(DAY)) == sorted(json.loads(e)["dbiz_cd"] for e in expected)


def test_a_page_given_twice_is_told_from_equal_rows(serve, live):
    """Equal rows everywhere, and a server that gives page 1 for page 2: the second reading is another one."""
    rows = days(3000)["20260310"]
    for position in range(0, 3000, 2):
        rows[position + 1] = dict(rows[position])

    def fault(ask: Ask, number: int) -> Reply | None:
        size = int(ask.query["pSize"])
        return page("QWGJK", 3000, rows[:size]) if number == 2 else None

    with pytest.raises(SourceError, match="3 times in a row"):
        live("lofin", serve(Lofin({"20260310": rows}, fault=fault))).fetch(DAY)


def test_a_page_given_twice_by_a_server_with_pages_of_its_own_length(serve, live):
    """Whatever is asked, ten rows come, so that a second reading has the same boundaries and proves nothing."""
    rows = days(40)["20260310"]

    def behaviour(ask: Ask) -> Reply:
        number = int(ask.query["pIndex"])
        start = 0 if number == 2 else (number - 1) * 10
        return page("QWGJK", 40, rows[start : start + 10]) if number <= 4 else result("INFO-200")

    with pytest.raises(SourceError, match="3 times in a row"):
        live("lofin", serve(behaviour)).fetch(DAY)


def break_at(number: int, state: dict[str, bool]):
    return lambda ask, page_number: Reply("x", 500, "text/plain") if state["broken"] and page_number >= number else None


@pytest.mark.parametrize(("first", "then"), [(100, 1000), (1000, 100), (10, 1000), (1000, 10)])
def test_a_pull_broken_with_one_page_size_is_exact_when_the_server_now_allows_another(serve, live, first, then):
    rows = days(2730)["20260310"]
    state = {"broken": True}

    def behaviour(ask: Ask) -> Reply:
        size, number = min(first if state["broken"] else then, int(ask.query["pSize"])), int(ask.query["pIndex"])
        if state["broken"] and number >= (8 if size < 1000 else 3):
            return Reply("x", 500, "text/plain")
        part = rows[(number - 1) * size : number * size]
        return page("QWGJK", 2730, part) if part else result("INFO-200")

    pull = live("lofin", serve(behaviour), WAREHOUSE_HTTP_ATTEMPTS="3")
    with pytest.raises(SourceError, match="page"):
        pull.fetch(DAY)
    state["broken"] = False
    try:
        assert_exact(pull.rows(DAY), 2730)
    except SourceError as problem:  # pages of 1000 were begun and the server now gives 10: told, never mixed
        assert then < first and "page" in problem.what


@pytest.mark.parametrize("count", [1500, 2730, 5000])
def test_a_set_that_changed_while_a_pull_lay_broken_is_read_anew(serve, live, count):
    state = {"broken": True}
    lofin = Lofin(days(3500))
    lofin.fault = break_at(3, state)
    pull = live("lofin", serve(lofin), WAREHOUSE_HTTP_CONCURRENCY="1")
    with pytest.raises(SourceError, match="page 3"):
        pull.fetch(DAY)
    state["broken"] = False
    lofin.days = days(count)
    assert_exact(pull.rows(DAY), count)


@pytest.mark.parametrize("count", [0, 1, 1000, 2500])
def test_a_server_that_announces_no_total(serve, live, count):
    rows = days(count)["20260310"] if count else []

    def behaviour(ask: Ask) -> Reply:
        size, number = min(300, int(ask.query["pSize"])), int(ask.query["pIndex"])
        part = rows[(number - 1) * size : number * size]
        head = [{"RESULT": {"CODE": "INFO-000", "MESSAGE": ""}}]
        return Reply(json.dumps({"QWGJK": [{"head": head}, {"row": part}]})) if part else result("INFO-200")

    pull = live("lofin", serve(behaviour))
    if not count:
        with pytest.raises(SourceError, match="no day of 2026"):
            pull.fetch(DAY)
        return
    assert_exact(pull.rows(DAY), count)


def test_a_server_with_smaller_pages_is_read_with_its_own(serve, live):
    rows = days(730)["20260310"]

    def behaviour(ask: Ask) -> Reply:
        size, number = min(10, int(ask.query["pSize"])), int(ask.query["pIndex"])
        return page("QWGJK", 730, rows[(number - 1) * size : number * size])

    assert_exact(live("lofin", serve(behaviour)).rows(DAY), 730)


def test_xml_is_read_as_well(serve, live):
    rows = days(150)["20260310"]

    def behaviour(ask: Ask) -> Reply:
        size, number = int(ask.query["pSize"]), int(ask.query["pIndex"])
        part = rows[(number - 1) * size : number * size]
        items = "".join("<row>" + "".join(f"<{k}>{v}</{k}>" for k, v in r.items()) + "</row>" for r in part)
        head = "<head><list_total_count>150</list_total_count><RESULT><CODE>INFO-000</CODE><MESSAGE>정상</MESSAGE></RESULT></head>"
        return Reply(
            f'<?xml version="1.0" encoding="EUC-KR"?><QWGJK>{head}{items}</QWGJK>'.encode("cp949"), 200, "text/html"
        )

    assert_exact(live("lofin", serve(behaviour)).rows(DAY), 150)


def test_values_as_they_really_come(serve, live):
    rows = days(4)["20260310"]
    rows[0].update(bdg_cash_amt="1,250,000,000", ep_amt=-15000, dbiz_nm=None)
    rows[1].update(bdg_cash_amt=" 0.0 ", capep="-", sggep="")
    rows[2].update(bdg_cash_amt="모름")
    rows[3].update(dbiz_cd=None)
    pull = live("lofin", serve(Lofin({"20260310": rows})))
    pull.fetch(DAY)
    events = pull.events(DAY)
    good = rows_of(events, "lofin_budget_lines")
    assert [r["budget_current_krw"] for r in good] == [1_250_000_000, 0]
    assert good[0]["spent_krw"] == -15000 and good[0]["line_name"] is None
    assert good[1]["funding_province_krw"] is None and good[1]["funding_municipality_krw"] is None
    assert [(r.rule, r.record_number) for r in rejected_of(events)] == [
        ("budget_current_krw_is_a_number", 3),
        ("line_code_is_present", 4),
    ]
    assert "모름" in rejected_of(events)[0].reason.ko


def test_drift_is_told_with_examples(serve, live):
    rows = days(3)["20260310"]
    for r in rows:
        r["new_fld"] = f"새 값 {r['lup_ord']}"
        del r["part_nm"]
        r["fld_cd"] = 10
    pull = live("lofin", serve(Lofin({"20260310": rows})))
    pull.fetch(DAY)
    events = pull.events(DAY)
    drift = {(w.kind, w.field): w.examples for w in drift_of(events)}
    assert drift[("unknown_field", "new_fld")][0] == "새 값 1"
    assert ("vanished_field", "part_nm") in drift and ("changed_type", "fld_cd") in drift
    assert json.loads(rows_of(events, "lofin_budget_lines")[0]["_extra"]) == {"new_fld": "새 값 1"}


def test_a_vanished_key_field_fails_the_load(serve, live):
    rows = days(3)["20260310"]
    for r in rows:
        del r["laf_cd"]
    pull = live("lofin", serve(Lofin({"20260310": rows})))
    pull.fetch(DAY)
    with pytest.raises(SourceError, match="laf_cd"):
        pull.events(DAY)


def test_a_redirect_to_another_host_is_not_followed(serve, live):
    other = serve(Lofin(days(1)))
    server = serve(lambda ask: Reply("", 302, headers={"Location": other.url + ask.path}))
    with pytest.raises(SourceError, match="redirected"):
        live("lofin", server).fetch(DAY)
    assert other.asks == []


def test_a_huge_answer_is_refused(serve, live):
    server = serve(lambda ask: Reply(b"[" + b" " * 3_000_000))
    with pytest.raises(SourceError, match="larger than"):
        live("lofin", server, WAREHOUSE_HTTP_MAXIMUM_BYTES="1000000").fetch(DAY)


def test_the_ledger_stops_before_the_limit(serve, live):
    import dataclasses

    from warehouse.sources.registry import contract

    limited = dataclasses.replace(contract("lofin"), options={**contract("lofin").options, "daily_calls": 3})
    lofin = Lofin(days(9000))
    server = serve(lofin)
    pull = live(limited, server)
    with pytest.raises(QuotaError, match="3 calls"):
        pull.fetch(DAY)
    assert len(server.asks) == 3
    again = live(limited, server)
    with pytest.raises(QuotaError):
        again.fetch(DAY)
    assert len(server.asks) == 3, "a restart does not forget"
