"""The way out and the ledger: waits, limits, masks, addresses; counts that survive restarts and know Korean days."""

from __future__ import annotations

import gzip
import ssl
import threading
import zlib
from datetime import datetime, timedelta

import pytest

from warehouse.sources.addresses import check_address, is_public, origin
from warehouse.sources.failures import (
    EnvelopeError,
    ForbiddenAddressError,
    KeyRefusedError,
    QuotaError,
    RequestRefusedError,
    TransientError,
)
from warehouse.sources.http import (
    LEGACY_TLS_HOST,
    Answer,
    Call,
    HttpClient,
    HttpLimits,
    LegacyTlsAdapter,
    check_status,
    retry_after,
)
from warehouse.sources.masking import Masker
from warehouse.sources.quota import KOREA, QuotaLedger

from .support import SECRET, Reply


def client(server, naps: list[float], **limits) -> HttpClient:
    return HttpClient("test", limits=HttpLimits(**limits), trusted={origin(server.url)}, sleep=naps.append)


def body_of(answer: Answer) -> bytes:
    check_status(answer)
    return answer.body


def test_backoff_grows_and_jitters(serve):
    naps: list[float] = []
    server = serve(lambda ask: Reply("x", 503))
    with (
        client(server, naps, attempts=6) as http,
        pytest.raises(TransientError, match=r"test: thing: .*503.*6 attempts"),
    ):
        http.ask(Call(server.url), body_of, what="thing")
    assert len(server.asks) == 6 and len(naps) == 5
    assert all(0.75 * 0.5 * 2**n <= nap <= 1.25 * 0.5 * 2**n for n, nap in enumerate(naps))


def test_retry_after_is_respected_as_seconds_and_as_a_date(serve):
    naps: list[float] = []
    later = (datetime.now(KOREA) + timedelta(seconds=50)).astimezone(tz=None)
    from email.utils import format_datetime

    replies = [
        Reply("x", 429, headers={"Retry-After": "7"}),
        Reply("x", 503, headers={"Retry-After": format_datetime(later)}),
        Reply("ok"),
    ]
    server = serve(lambda ask: replies[ask.number - 1])
    with client(server, naps) as http:
        assert http.ask(Call(server.url), body_of, what="thing") == b"ok"
    assert naps[0] >= 7 and max(naps) > 30


def test_a_wait_of_an_hour_is_not_waited_for(serve):
    naps: list[float] = []
    server = serve(lambda ask: Reply("x", 429, headers={"Retry-After": "3600"}))
    with client(server, naps) as http, pytest.raises(TransientError, match="60 minutes"):
        http.ask(Call(server.url), body_of, what="thing")
    assert len(server.asks) == 1 and naps == []


@pytest.mark.parametrize(
    ("status", "error"), [(401, KeyRefusedError), (404, RequestRefusedError), (400, RequestRefusedError)]
)
def test_what_time_does_not_cure_is_asked_once(serve, status, error):
    server = serve(lambda ask: Reply("no", status))
    with client(server, []) as http, pytest.raises(error):
        http.ask(Call(server.url), body_of, what="thing")
    assert len(server.asks) == 1


def test_no_error_tells_the_address_with_its_key(serve):
    server = serve(lambda ask: Reply(fault="reset"))
    http = HttpClient(
        "test", masker=Masker(SECRET), limits=HttpLimits(attempts=2), trusted={origin(server.url)}, sleep=lambda s: None
    )
    with pytest.raises(TransientError) as caught:
        http.ask(Call(server.url, secret_parameters={"Key": SECRET}), body_of, what="thing")
    assert SECRET not in str(caught.value) and caught.value.__cause__ is None
    assert SECRET not in repr(caught.value.__context__) or caught.value.__suppress_context__


def test_a_body_that_cannot_be_read_is_asked_for_again(serve):
    server = serve(lambda ask: Reply("bad" if ask.number < 3 else "good"))

    def read(answer: Answer) -> bytes:
        if answer.body == b"bad":
            raise EnvelopeError("unreadable")
        return answer.body

    with client(server, []) as http:
        assert http.ask(Call(server.url), read, what="thing") == b"good"


def test_a_trickle_is_cut_by_the_total_time(serve):
    moments = iter([0.0, 0.0])
    server = serve(lambda ask: Reply("x" * 100))
    http = HttpClient(
        "test", limits=HttpLimits(attempts=1), trusted={origin(server.url)}, clock=lambda: next(moments, 500.0)
    )
    with pytest.raises(TransientError, match="longer than"):
        http.ask(Call(server.url), body_of, what="thing")


RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "gzip": ("gzip", gzip.compress(b"whole")),
    "gzip in two members": ("x-gzip", gzip.compress(b"wh") + gzip.compress(b"ole")),
    "gzip with padding": ("GZIP", gzip.compress(b"whole") + bytes(512)),
    "deflate": ("deflate", zlib.compress(b"whole")),
    "deflate without a header": ("deflate", RAW.compress(b"whole") + RAW.flush()),
    "a character set in the wrong place": ("UTF-8", b"whole"),
}


@pytest.mark.parametrize("form", PACKED)
def test_packed_answers_are_unpacked(serve, form):
    encoding, body = PACKED[form]
    server = serve(lambda ask: Reply(body, headers={"Content-Encoding": encoding}))
    with client(server, []) as http:
        assert http.ask(Call(server.url), body_of, what="thing") == b"whole"


@pytest.mark.parametrize("form", [form for form in PACKED if "flate" in form or form == "gzip"])
def test_a_packed_answer_without_its_end_is_no_answer(serve, form):
    encoding, body = PACKED[form]
    server = serve(lambda ask: Reply(body[: len(body) // 2], headers={"Content-Encoding": encoding}))
    with client(server, [], attempts=2) as http, pytest.raises(TransientError, match=r"broke off|broken"):
        http.ask(Call(server.url), body_of, what="thing")


def test_a_compression_bomb_is_refused(serve):
    bomb = gzip.compress(b"0" * 50_000_000)
    server = serve(lambda ask: Reply(bomb, headers={"Content-Encoding": "gzip"}))
    with client(server, [], maximum_bytes=1_000_000) as http, pytest.raises(RequestRefusedError, match="larger"):
        http.ask(Call(server.url), body_of, what="thing")


def test_redirects_stay_on_the_host(serve):
    server = serve(lambda ask: Reply("", 301, headers={"Location": "/b"}) if ask.path == "/a" else Reply("there"))
    with client(server, []) as http:
        assert http.ask(Call(server.url + "/a"), body_of, what="thing") == b"there"
    loop = serve(lambda ask: Reply("", 302, headers={"Location": "/a"}))
    with client(loop, []) as http, pytest.raises(RequestRefusedError, match="redirects"):
        http.ask(Call(loop.url + "/a"), body_of, what="thing")
    for target in ("ftp://127.0.0.1/x", "file:///etc/passwd", "http://example.org/"):
        out = serve(lambda ask, target=target: Reply("", 302, headers={"Location": target}))
        with client(out, []) as http, pytest.raises(ForbiddenAddressError):
            http.ask(Call(out.url), body_of, what="thing")


def test_a_key_never_follows_a_redirect_to_another_port(serve):
    inner = serve(lambda ask: Reply("x"))
    server = serve(lambda ask: Reply("", 302, headers={"Location": inner.url}))
    with client(server, []) as http, pytest.raises(ForbiddenAddressError):
        http.ask(Call(server.url, secret_parameters={"Key": SECRET}), body_of, what="thing")
    assert inner.asks == []


def test_the_connection_itself_is_checked(serve, monkeypatch):
    """A name that looked public when it was checked may lead inward when it is opened."""
    server = serve(lambda ask: Reply("secret"))
    http = HttpClient("test", trusted=(), from_outside=True, limits=HttpLimits(attempts=1), sleep=lambda s: None)
    monkeypatch.setattr("warehouse.sources.http.check_address", lambda url, trusted: None)
    with pytest.raises(ForbiddenAddressError, match="private or loopback"):
        http.ask(Call(f"http://localhost:{server.port}/"), body_of, what="thing")
    assert server.asks == []


def test_only_lofin_gets_old_tls():
    http = HttpClient("test")
    assert isinstance(http._session.get_adapter(f"https://{LEGACY_TLS_HOST}/lf/hub/QWGJK"), LegacyTlsAdapter)
    for url in ("https://apis.data.go.kr/x", "https://lofin365.go.kr.example.org/", "https://kosis.kr/"):
        assert not isinstance(http._session.get_adapter(url), LegacyTlsAdapter)
    pool = http._session.get_adapter(f"https://{LEGACY_TLS_HOST}/").poolmanager
    context = pool.connection_pool_kw["ssl_context"]
    assert context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "::1",
        "fe80::1",
        "::ffff:10.0.0.1",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
    ],
)
def test_private_addresses(address):
    assert not is_public(address)
    with pytest.raises(ForbiddenAddressError):
        check_address(f"http://[{address}]/" if ":" in address else f"http://{address}/")


def test_configured_origins_may_be_private():
    check_address("http://127.0.0.1:8080/x", {"127.0.0.1:8080"})
    with pytest.raises(ForbiddenAddressError):
        check_address("http://127.0.0.1:8081/x", {"127.0.0.1:8080"})


def test_masks_in_every_encoding():
    masker = Masker("abc+/=")
    for text in ("key abc+/=", "Key=abc%2B%2F%3D&x", "abc%252B%252F%253D", "Authorization: Infuser abc+/="):
        assert "abc" not in masker.text(text)
    assert masker.bytes(b"echo abc+/= end") == b"echo *** end"
    assert masker.parameters({"Key": "abc+/=", "serviceKey": "x", "fyr": "2025"}) == {"fyr": "2025"}


def test_retry_after_of_any_kind():
    assert (
        retry_after({"RETRY-AFTER": "5"}) == 5
        and retry_after({}) is None
        and retry_after({"Retry-After": "soon"}) is None
    )
    assert retry_after({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


# The ledger


def test_the_ledger_survives_restarts_and_knows_korean_days(tmp_path):
    now = [datetime(2026, 3, 10, 23, 59, tzinfo=KOREA)]
    ledger = QuotaLedger(tmp_path / "q.sqlite", clock=lambda: now[0])
    for _ in range(3):
        ledger.spend("key", "operation", 3)
    with pytest.raises(QuotaError) as caught:
        ledger.spend("key", "operation", 3)
    assert caught.value.resume_at == "2026-03-11T00:05:00+09:00"
    ledger.close()
    again = QuotaLedger(tmp_path / "q.sqlite", clock=lambda: now[0])
    with pytest.raises(QuotaError):
        again.spend("key", "operation", 3)
    again.spend("key", "other operation", 3)
    again.spend("other key", "operation", 3)
    now[0] += timedelta(minutes=2)
    again.spend("key", "operation", 3)
    assert again.today("key", "operation") == (1, False)


def test_the_ledger_never_counts_one_too_many_between_threads(tmp_path):
    ledgers = [QuotaLedger(tmp_path / "q.sqlite") for _ in range(4)]
    made = []

    def work(ledger: QuotaLedger) -> None:
        for _ in range(20):
            try:
                ledger.spend("key", "operation", 50)
                made.append(1)
            except QuotaError:
                return

    threads = [threading.Thread(target=work, args=(ledger,)) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 50
