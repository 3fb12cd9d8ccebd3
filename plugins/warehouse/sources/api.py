"""A keyed API of one source: its address, its key and where that goes, its ledger, and answers opened and judged."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from warehouse.errors import SettingsError, SourceError
from warehouse.settings import Mode, Settings
from warehouse.sources.addresses import origin
from warehouse.sources.contract import SourceContract
from warehouse.sources.envelopes import Envelope, read_envelope
from warehouse.sources.failures import (
    EnvelopeError,
    KeyRefusedError,
    Outcome,
    RequestRefusedError,
    TransientError,
    WindowTooLargeError,
)
from warehouse.sources.http import Answer, Call, HttpClient, HttpLimits, check_status, retry_after
from warehouse.sources.masking import Masker
from warehouse.sources.quota import QuotaLedger
from warehouse.sources.text import excerpt

SAMPLE_KEY = "sample"


class KeyPlace(StrEnum):
    """Where a family wants its key."""

    QUERY = "query"  # parameter `key_parameter`
    PATH = "path"  # `{key}` in the path (Seoul)
    INFUSER = "infuser"  # header `Authorization: Infuser …` (odcloud): stays out of addresses and logs
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Opened:
    """An answer and what it says."""

    answer: Answer
    envelope: Envelope


def base_url(contract: SourceContract, settings: Settings) -> str:
    """Scheme, host and port to use: the configured one, the sample server's, or the real one."""
    configured = settings.base_url(contract.family) if contract.family else None
    if configured:
        return configured
    if settings.mode is Mode.SAMPLE:
        return settings.sample_address
    return (contract.base_url or "").rstrip("/")


def secret_key(contract: SourceContract, settings: Settings) -> str:
    """The key in its plain form, "sample" in sample mode; raises with the name of the missing variable otherwise."""
    if contract.key_name is None:
        return ""
    key = settings.key(contract.key_name)
    if key is not None:
        value = key.get_secret_value().strip()
        # data.go.kr shows the key also percent-encoded; encoding that again gives code 30 (B §2).
        return unquote(value) if "%" in value else value
    if settings.mode is Mode.SAMPLE:
        return SAMPLE_KEY
    raise KeyRefusedError(
        f"{contract.name}: no key.",
        remedy=f"Set {contract.key_name} in the environment or in .env ({contract.homepage}).",
    )


def daily_calls(contract: SourceContract) -> int | None:
    """Calls a day that the key allows for each operation: `WAREHOUSE_DAILY_CALLS_<FAMILY>`, else what the contract says."""
    set_by_operator = os.environ.get(f"WAREHOUSE_DAILY_CALLS_{contract.family}", "").strip()
    try:
        return int(set_by_operator) if set_by_operator else contract.options.get("daily_calls")
    except ValueError:
        raise SettingsError(
            f"WAREHOUSE_DAILY_CALLS_{contract.family} is {set_by_operator!r}, which is no number.",
            remedy="Set it to the calls a day that your account allows for each operation.",
        ) from None


class Api:
    """One source's API for one pull."""

    def __init__(
        self,
        contract: SourceContract,
        settings: Settings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        limits: HttpLimits | None = None,
        ledger: QuotaLedger | None = None,
    ) -> None:
        options = contract.options
        self.contract = contract
        self.base = base_url(contract, settings)
        self._key = secret_key(contract, settings)
        self._place = KeyPlace(options.get("key_place", KeyPlace.QUERY if contract.key_name else KeyPlace.NONE))
        self._daily_calls = daily_calls(contract)
        self.limits = limits or HttpLimits.of(options)
        self.masker = Masker(self._key)
        self.client = HttpClient(
            contract.name, limits=self.limits, masker=self.masker, trusted={origin(self.base)}, sleep=sleep
        )
        self._ledger = ledger or QuotaLedger(settings.home / "state" / "quota.sqlite")
        # Once a key is refused or used up, the threads still waiting must not go on asking.
        self._stopped: SourceError | None = None

    def close(self) -> None:
        """Release connections and ledger."""
        self.client.close()
        self._ledger.close()

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def uses_sample_key(self) -> bool:
        """The public word `sample` instead of a key: Seoul answers at most five rows to it."""
        return self._key == SAMPLE_KEY

    def call(self, path: str, parameters: Mapping[str, Any] | None = None, base: str | None = None) -> Call:
        """A request with the key where this family wants it."""
        parameters = {name: str(value) for name, value in (parameters or {}).items()}
        place, key = self._place, self._key
        return Call(
            url=(base or self.base) + path,
            parameters=parameters,
            secret_parameters={str(self.contract.options.get("key_parameter", "serviceKey")): key}
            if place is KeyPlace.QUERY
            else {},
            secret_headers={"Authorization": f"Infuser {key}"} if place is KeyPlace.INFUSER else {},
            secret_in_path=key if place is KeyPlace.PATH else None,
        )

    def ask(
        self,
        call: Call,
        *,
        what: str,
        operation: str,
        accept: Callable[[Envelope], None] = lambda envelope: None,
    ) -> Opened:
        """Ask until an answer is OK or EMPTY and `accept` has no objection; raise by class otherwise."""

        def before() -> None:
            if self._stopped is not None:
                raise self._stopped
            self._ledger.spend(self._key, operation, self._daily_calls)

        def read(answer: Answer) -> Opened:
            opened = Opened(answer, self._open(answer, what, operation))
            accept(opened.envelope)
            return opened

        return self.client.ask(call, read, what=what, before=before)

    def _open(self, answer: Answer, what: str, operation: str) -> Envelope:
        try:
            envelope = read_envelope(answer.body)
        except EnvelopeError:
            check_status(answer)
            raise
        if envelope.shape in ("html", "text"):
            self._judge_page(answer, envelope)
        where = self.masker.text(f"{self.contract.name}: {what}: {envelope.code} {excerpt(envelope.message)}".rstrip())
        match envelope.outcome:
            case Outcome.OK | Outcome.EMPTY:
                if not envelope.row_count and (answer.status == 429 or answer.status >= 500):
                    check_status(answer)  # rows speak for themselves; nothing at all with a bad status is no answer
                return envelope
            case Outcome.TRANSIENT:
                raise TransientError(
                    self.masker.text(f"{envelope.code} {excerpt(envelope.message)}".strip()),
                    retry_after=retry_after(answer.headers),
                )
            case Outcome.QUOTA:
                self._ledger.exhausted(self._key, operation)
                why = self.masker.text(f"the daily quota is used up ({envelope.code} {excerpt(envelope.message)})")
                self._stopped = self._ledger.error(f"{self.contract.name}: {what}", why)
                raise self._stopped
            case Outcome.KEY:
                self._stopped = KeyRefusedError(f"{where}.", remedy=self._key_remedy())
                raise self._stopped
            case Outcome.WINDOW:
                raise WindowTooLargeError(f"{where}.", remedy="Ask for a shorter interval.")
            case _:
                remedy = "The request is not what the source expects now: compare the contract with the source's guide."
                raise RequestRefusedError(f"{where}.", remedy=remedy)

    def _judge_page(self, answer: Answer, envelope: Envelope) -> None:
        """A block page or plain text: retried, except a plain refusal of access, which time does not cure."""
        if envelope.shape == "text" and answer.status in (400, 401, 403, 404, 405):
            self._refuse(answer)
        message = self.masker.text(envelope.message)
        status = f"HTTP {answer.status}: {message}" if answer.status != 200 else message
        raise TransientError(
            status,
            retry_after=retry_after(answer.headers),
            remedy="A gateway answered instead of the source: check key, address and whether this network may call; then run again.",
        )

    def _refuse(self, answer: Answer) -> None:
        try:
            check_status(answer)
        except (KeyRefusedError, RequestRefusedError) as refusal:
            raise type(refusal)(f"{self.contract.name}: {refusal.what}", remedy=refusal.remedy) from None

    def _key_remedy(self) -> str:
        name = self.contract.key_name or "the key"
        return (
            f"Check {name}: value, expiry, and whether this service was applied for (활용신청; a fresh approval needs up to two hours)"
            f" at {self.contract.homepage}."
        )
