"""Planted faults: each is really there, and only where it was planted."""

import json
from typing import Any

import pytest
import requests

from warehouse.sample.faults import KNOWN, Faults, parse
from warehouse.sample.server import SampleServer

QUESTION = {"Key": "k", "Type": "json", "fyr": "2025", "exe_ymd": "20251231", "laf_cd": "1111000", "pSize": "5"}


def ask(server: SampleServer, **changed: Any) -> requests.Response:
    return requests.get(f"{server.base_url}/lf/hub/QWGJK", params=QUESTION | changed, timeout=10)


def rows(answer: requests.Response) -> list[dict[str, Any]]:
    return answer.json()["QWGJK"][1]["row"]


def total(answer: requests.Response) -> int:
    return answer.json()["QWGJK"][0]["head"][0]["list_total_count"]


def test_the_three_bad_rows_of_the_judge(faulty: Any, server: SampleServer) -> None:
    good = rows(ask(server, pSize="1000"))
    bad = rows(ask(faulty("negative_amount", "unknown_region", "duplicate_key"), pSize="1000"))
    assert bad[: len(good)] == good
    negative, unknown, duplicate = bad[len(good) :]
    assert negative["bdg_cash_amt"] < 0
    assert unknown["laf_hg_nm"] == "표본없는구"
    key = ("fyr", "laf_cd", "acnt_dv_cd", "dbiz_cd", "dept_cd", "exe_ymd")
    assert [duplicate[name] for name in key] == [good[-1][name] for name in key]
    assert duplicate["ep_amt"] != good[-1]["ep_amt"]


@pytest.mark.parametrize(
    ("fault", "is_planted"),
    [
        ("unknown_field", lambda row: "new_fld" in row),
        ("vanished_field", lambda row: "fld_nm" not in row),
        ("vanished_key_field", lambda row: "laf_cd" not in row),
        ("changed_type", lambda row: isinstance(row["ep_amt"], dict)),
    ],
)
def test_changed_shape(faulty: Any, fault: str, is_planted: Any) -> None:
    assert all(is_planted(row) for row in rows(ask(faulty(fault))))


@pytest.mark.parametrize("fault", ["text_amount", "bad_funding_sum", "missing_key_field"])
def test_one_spoilt_row(faulty: Any, server: SampleServer, fault: str) -> None:
    good, bad = rows(ask(server, pSize="1000")), rows(ask(faulty(fault), pSize="1000"))
    assert bad[:-1] == good


def test_faults_that_a_critical_check_must_stop(faulty: Any, server: SampleServer) -> None:
    good = rows(ask(server, pSize="1000"))
    in_thousands = rows(ask(faulty("amounts_in_thousands"), pSize="1000"))
    assert [row["ep_amt"] for row in in_thousands] == [row["ep_amt"] // 1000 for row in good]
    assert total(ask(faulty("shrunken_snapshot"), pSize="1", laf_cd="")) == -(-total(ask(server, laf_cd="")) // 20)


def test_other_forms_of_the_same_content(faulty: Any, server: SampleServer) -> None:
    good = ask(server)
    assert ask(faulty("byte_order_mark")).content == b"\xef\xbb\xbf" + good.content
    assert json.loads(ask(faulty("json_in_string")).json()) == good.json()
    wrong = ask(faulty("wrong_content_type"))
    assert wrong.headers["Content-Type"].startswith("text/html")
    assert wrong.content == good.content
    forbidding = faulty("robots_forbid")
    assert "Disallow: /press/\n" in requests.get(f"{forbidding.base_url}/robots.txt", timeout=10).text


def test_procurement_in_its_older_form(faulty: Any) -> None:
    server = faulty("classic_items")
    window = {"inqryDiv": "1", "inqryBgnDt": "202603010000", "inqryEndDt": "202603312359"}

    def answer(size: int, page: int) -> dict[str, Any]:
        question = {"serviceKey": "k", "type": "json", **window, "numOfRows": str(size), "pageNo": str(page)}
        path = "/1230000/ad/BidPublicInfoService/getBidPblancListInfoServc"
        return requests.get(f"{server.base_url}{path}", params=question, timeout=10).json()["response"]

    assert isinstance(answer(1, 1)["body"]["items"]["item"], dict)
    assert isinstance(answer(2, 1)["body"]["items"]["item"], list)
    empty = answer(10, 99)
    assert (empty["body"]["items"], empty["header"]["resultCode"]) == ("", "03")


def test_faults_of_paging(faulty: Any, server: SampleServer) -> None:
    first, second = rows(ask(server)), rows(ask(server, pIndex="2"))
    assert total(ask(faulty("wrong_total"))) == total(ask(server)) + 7
    assert rows(ask(faulty("short_page"), pIndex="2")) == second[:-1]
    assert rows(ask(faulty("repeated_page"), pIndex="2")) == first
    assert "INFO-200" in ask(faulty("missing_page"), pIndex="2").text
    changing = faulty("changing_total")
    assert total(ask(changing, pIndex="2")) == total(ask(changing, pIndex="2")) + 3
    assert total(ask(faulty("doubled_snapshot"))) == 2 * total(ask(server))


@pytest.mark.parametrize(("fault", "status"), [("http_429=1", 429), ("http_429_bare=1", 429), ("http_500=1", 500)])
def test_a_status_meets_the_first_request_only(faulty: Any, fault: str, status: int) -> None:
    server = faulty(fault)
    first, second = ask(server), ask(server)
    assert (first.status_code, second.status_code) == (status, 200)
    assert ("Retry-After" in first.headers) == (fault == "http_429=1")


@pytest.mark.parametrize("fault", ["reset=1", "half_body=1"])
def test_a_broken_connection_heals(faulty: Any, fault: str) -> None:
    server = faulty(fault)
    with pytest.raises(requests.RequestException):
        ask(server)
    assert ask(server).status_code == 200


def test_stall_ends_without_an_answer(faulty: Any) -> None:
    server = faulty("stall=1")
    with pytest.raises(requests.RequestException):
        ask(server, pIndex="2")
    assert ask(server, pIndex="2").status_code == 200


def test_block_page_quota_key_and_death(faulty: Any) -> None:
    blocked = faulty("html_block=1")
    assert ask(blocked).text.startswith("<!DOCTYPE html>")
    assert ask(blocked).text.startswith("{")
    quota = faulty("quota=2")
    assert ask(quota).status_code == 200
    assert "ERROR-337" in ask(quota, pIndex="2").text
    assert "ERROR-290" in ask(faulty("key_error")).text
    assert ask(faulty("dead")).status_code == 503


def test_late_days(faulty: Any) -> None:
    late = faulty("late_load=5")
    assert "INFO-200" in ask(late, fyr="2026", exe_ymd="20260911").text
    assert ask(late, fyr="2026", exe_ymd="20260910").json()["QWGJK"]


def test_a_path_limits_a_fault(faulty: Any) -> None:
    server = faulty("dead@/press")
    assert ask(server).status_code == 200
    assert requests.get(f"{server.base_url}/press/feeds.txt", timeout=10).status_code == 503


def test_procurement_and_residents_only_when_their_path_is_named(faulty: Any) -> None:
    path = "/1230000/ad/BidPublicInfoService/getBidPblancListInfoServc"
    window = {"inqryDiv": "1", "inqryBgnDt": "202603010000", "inqryEndDt": "202603312359", "numOfRows": "999"}

    def tenders(server: SampleServer) -> list[dict[str, str]]:
        question = {"serviceKey": "k", "type": "json", **window}
        answer = requests.get(f"{server.base_url}{path}", params=question, timeout=10)
        return json.loads(answer.text)["response"]["body"]["items"]

    everywhere = faulty("negative_amount", "unknown_region", "duplicate_key")
    named = faulty("negative_amount@/1230000", "unknown_region@/", "duplicate_key@/1230000")
    assert len(tenders(named)) == len(tenders(everywhere)) + 3
    for server, expected in ((everywhere, False), (named, True)):
        address = f"{server.base_url}/downloadCsv.do?ym=202608"
        assert ("표본도 없는군" in requests.get(address, timeout=10).content.decode("cp949")) is expected


def test_reading_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = parse("half_body=3@/lf/hub")
    assert (fault.name, fault.value, fault.path) == ("half_body", "3", "/lf/hub")
    with pytest.raises(ValueError, match="unknown sample fault 'typo'"):
        parse("typo")
    monkeypatch.setenv("WAREHOUSE_SAMPLE_FAULTS", "negative_amount, unknown_region")
    assert [one.name for one in Faults.from_environment().planted] == ["negative_amount", "unknown_region"]
    monkeypatch.setenv("WAREHOUSE_SAMPLE_FAULTS", "")
    assert Faults.from_environment().planted == []
    assert all(KNOWN.values())
