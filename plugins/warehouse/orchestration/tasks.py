"""What each task of the DAGs does: calls one room, and turns its failure into Airflow's."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk.exceptions import AirflowFailException, AirflowRescheduleException, AirflowSkipException

from warehouse.errors import GateError, WarehouseError
from warehouse.loading.identity import interval_from_key
from warehouse.orchestration.defaults import one_shot
from warehouse.orchestration.progress import StepProgress, tell
from warehouse.settings import KOREA_TIMEZONE_NAME, Mode, load_settings
from warehouse.sources.contract import Interval, SourceContract
from warehouse.sources.failures import QuotaError
from warehouse.sources.registry import contract as contract_of
from warehouse.sources.windows import whole_month

log = logging.getLogger(__name__)
KOREA = ZoneInfo(KOREA_TIMEZONE_NAME)
FINISHED_BADLY = ("failed", "upstream_failed")


def extract_source(name: str, context: dict[str, Any]) -> list[str]:
    """Pull every interval that is due into the archive; returns the load ids, to be loaded next."""
    from warehouse.loading.transaction import extract

    settings, contract = load_settings(), contract_of(name)
    if contract.key_name and settings.mode is Mode.LIVE and settings.key(contract.key_name) is None and not one_shot():
        raise AirflowSkipException(f"{name} is left out: {contract.key_name} is not set.")
    load_ids: list[str] = []
    with _failures_shown():
        intervals = due_intervals(contract, context)
        if not intervals:
            raise AirflowSkipException(f"{name}: what this run covers is loaded already.")
        for interval in intervals:
            progress = StepProgress(f"{contract.title.ko} {interval.key}")
            try:
                extracted = extract(contract, interval, settings, progress=progress, dag_run_id=context["run_id"])
            except QuotaError as error:
                _put_off_to_tomorrow(error)
                if not load_ids:
                    raise
                # In front of a person what was pulled is loaded; `load` then fails with the rest.
                rest = f"{error} Then go on with --from {interval.start}."
                context["ti"].xcom_push(key="unfinished", value=rest)
                break
            load_ids.append(extracted.load_id)
    return load_ids


def due_intervals(contract: SourceContract, context: dict[str, Any]) -> list[Interval]:
    """The days asked for by name, a backfill's own days, or what is due at the moment of the run."""
    from warehouse.loading.archive import broken_pulls, waiting_loads
    from warehouse.loading.raw_zone import loads_in_force

    run, settings = context["dag_run"], load_settings()
    asked = run.conf or {}
    if asked.get("from"):
        return _named_days(contract, *(date.fromisoformat(asked[name]) for name in ("from", "to")))
    loaded = frozenset(load.interval_key for load in loads_in_force(settings, contract.name))
    if str(getattr(run.run_type, "value", run.run_type)).startswith("backfill") and context.get("logical_date"):
        there = loaded | {load.interval_key for load in waiting_loads(settings, contract.name)}
        return _backfilled(contract, context["logical_date"].astimezone(KOREA), () if asked.get("again") else there)
    # The run's own moment, not this one: what is put off to tomorrow must go on with the intervals it began.
    due = contract.due(run.run_after.astimezone(KOREA), loaded)
    if contract.reaches_back and not loaded and settings.first_day:
        broken = [one for one in broken_pulls(settings, contract.name) if one.start == settings.first_day]
        begun = min((one.end for one in broken), default=due[-1].end)
        history = [Interval(settings.first_day, begun)]
        return history if begun >= due[-1].end else [*history, Interval(begun, due[-1].end)]
    return due


def _named_days(contract: SourceContract, first: date, last: date) -> list[Interval]:
    """Day by day, or in one where the source cuts an interval into windows itself."""
    if contract.reaches_back:
        return [Interval(first, last + timedelta(days=1))]
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return _distinct(contract.default_interval(_day_after(day)) for day in days)


def _backfilled(contract: SourceContract, moment: datetime, there: Collection[str]) -> list[Interval]:
    """What a backfill's run of this moment covers, unless it is there: many runs of a month or year ask for the same."""
    interval = contract.default_interval(moment)
    month = whole_month(interval.start)
    if contract.reaches_back and month.end <= datetime.now(KOREA).date():
        interval = month
    known = [interval_from_key(key) for key in there]
    is_there = any(one.start <= interval.start and interval.end <= one.end for one in known)
    return [] if is_there or interval.end <= contract.start_on else [interval]


def load_source(name: str, load_ids: list[str], context: dict[str, Any]) -> list[str]:
    """Parse, gate and commit what was extracted; one failed interval does not hold up the others."""
    from warehouse.loading.transaction import load

    settings, contract = load_settings(), contract_of(name)
    unfinished = context["ti"].xcom_pull(task_ids="extract", key="unfinished")
    failures = [unfinished] if unfinished else []
    for load_id in load_ids:
        try:
            load(load_id, contract, settings, progress=StepProgress(contract.title.ko), dag_run_id=context["run_id"])
        except WarehouseError as error:
            failures.append(str(error))
    if failures:
        raise _failure("\n".join(failures))
    return load_ids


def report_load(name: str, context: dict[str, Any]) -> None:
    """Mail the report of all loads of this run, then fail if the run failed: the report must not paint it green."""
    from warehouse.loading.recording import record_pending
    from warehouse.reports.load_report import send_load_report

    settings, failed = load_settings(), _failed_tasks(context)
    record_pending(settings)
    load_ids = _loads_of_run(name, context["run_id"])
    if not load_ids and not failed:
        return  # nothing was due
    send_load_report(settings, name, load_ids, failed_tasks=failed, run_address=_run_address(context))
    _fail_after_report(failed, context)


def _loads_of_run(source: str, run_id: str) -> list[str]:
    """What this run loaded or tried to load, as the history says; nothing when PostgreSQL is away."""
    from warehouse.database import connect

    try:
        with connect(load_settings()) as connection:
            rows = connection.execute(
                "select load_id from quality.loads where source = %s and dag_run_id = %s order by started_at",
                [source, run_id],
            ).fetchall()
    except WarehouseError:
        return []
    return [load_id for (load_id,) in rows]


def build_staging(context: dict[str, Any]) -> str:
    """Open a release and build the first layer; returns the release id."""
    from warehouse.loading.raw_zone import loads_in_force
    from warehouse.release import registry

    settings = load_settings()
    release_id = registry.new_release_id()
    loads = [str(load) for load in loads_in_force(settings)]
    with _failures_shown():
        if (serving := already_served(loads, context)) is not None:
            raise AirflowSkipException(f"{serving} serves every load already: nothing to build.")
        registry.start_release(settings, release_id, loads)
    context["ti"].xcom_push(key="release_id", value=release_id)
    return build_layer("staging", release_id)


def already_served(loads: Collection[str], context: dict[str, Any]) -> str | None:
    """The serving release when it holds exactly these loads and only loads asked for this run.

    Loads that become visible while a build waits for its turn are in that build, and Airflow asks for another one.
    """
    from warehouse.release import registry

    run_type = context["dag_run"].run_type
    if str(getattr(run_type, "value", run_type)) != "asset_triggered":
        return None
    serving, served_loads = registry.serving_loads(load_settings())
    return serving if serving and set(served_loads) == set(loads) else None


def build_layer(layer: str, release_id: str) -> str:
    """Build one layer of models; hands the release id on."""
    from warehouse.release.build import build_layer as build

    with _release_step(release_id, layer):
        build(load_settings(), layer)
    return release_id


def copy_marts(release_id: str) -> str:
    """Marts into PostgreSQL schema `marts_next`; hands the release id on."""
    from warehouse.release.copy import copy_marts as copy

    with _release_step(release_id, "copy"):
        copy(load_settings(), release_id)
    return release_id


def audit_marts(release_id: str, context: dict[str, Any]) -> str:
    """Check `marts_next`; returns the task to go to: publish, or approve when only overridable checks failed."""
    from warehouse.quality.results import Verdict
    from warehouse.release.audit import audit, findings_as_markdown

    settings = load_settings()
    with _release_step(release_id, "audit"):
        outcome = audit(settings, release_id)
        if outcome.verdict is not Verdict.WAITING:
            return "publish"
        findings = findings_as_markdown(outcome.results)
        context["ti"].xcom_push(key="findings", value=findings)
        if not one_shot():
            return "approve"
        raise GateError(
            f"Overridable checks failed, and nobody stands by to approve in a one-shot run:\n{findings}",
            remedy="Correct the data, or start `make up` and approve under Required Actions.",
        )


def publish_marts(release_id: str, context: dict[str, Any]) -> None:
    """Write the release files aside, swap the audited schema in, make the files visible."""
    from warehouse.release.files import commit_files, stage_files
    from warehouse.release.swap import publish
    from warehouse.reports.html_report import write_html_report

    settings = load_settings()
    answer = _answer(context)
    with _release_step(release_id, "files"):
        stage_files(settings, release_id, write_html_report)
    with _release_step(release_id, "publish"):
        publish(settings, release_id, approved_by=answer.by, approval_reason=answer.reason)
        commit_files(settings, release_id)


def keep_history(release_id: str) -> None:
    """What each mart says in this release, beside what it said in earlier ones."""
    from warehouse.release.build import build_layer as build

    tell("progress", step="history", done=0, total=None)
    with _failures_shown():
        log.info("%s: %s", release_id, build(load_settings(), "history").built)


def report_waiting(context: dict[str, Any], approval_address: str) -> None:
    """Mail what failed, and where to approve or reject it, as soon as a release begins to wait for a person."""
    from warehouse.reports.release_report import send_release_report

    release_id = context["ti"].xcom_pull(task_ids="staging", key="release_id")
    send_release_report(
        load_settings(), release_id, run_address=_run_address(context), approval_address=approval_address
    )


def report_release(context: dict[str, Any]) -> None:
    """Mail the report, then fail if the run failed or a person did not want it published."""
    from warehouse.release import registry
    from warehouse.reports.release_report import send_release_report
    from warehouse.reports.words import speaker

    settings, failed = load_settings(), _failed_tasks(context)
    release_id = context["ti"].xcom_pull(task_ids="staging", key="release_id")
    if release_id is None and not failed:
        return  # nothing was to be built
    answer = _answer(context)
    if answer.refused:
        say = speaker(settings.language)
        refusal = say("rejected_by", answer.by, answer.reason or "–") if answer.by else say("nobody_answered")
        registry.record_failure(settings, release_id, refusal)
        failed = [*failed, "approve"]
    send_release_report(
        settings, release_id, failed_tasks=[] if answer.refused else failed, run_address=_run_address(context)
    )
    _fail_after_report(failed, context)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a person said of a held release; nothing when nobody was asked."""

    refused: bool = False
    by: str | None = None
    reason: str | None = None


def _answer(context: dict[str, Any]) -> _Answer:
    return _Answer(**(context["ti"].xcom_pull(task_ids="approve", key="answer") or {}))


def _fail_after_report(failed: list[str], context: dict[str, Any]) -> None:
    """A green run also closes the alert that an earlier one was late."""
    from warehouse.orchestration.alerts import deadline_cause
    from warehouse.reports.alerts import resolve_alert

    if failed:
        raise AirflowFailException(f"Failed before the report: {', '.join(failed)}.")
    resolve_alert(load_settings(), cause=deadline_cause(context["dag_run"].dag_id))


@contextmanager
def _release_step(release_id: str, step: str) -> Iterator[None]:
    """Shows and times a step; when it fails, the release is given up and the last one keeps serving."""
    from warehouse.release import registry

    settings, began = load_settings(), monotonic()
    tell("progress", step=step, done=0, total=None)
    with _failures_shown():
        try:
            yield
        except Exception as error:
            registry.record_failure(settings, release_id, str(error) or type(error).__name__)
            raise
        registry.record_step(settings, release_id, step, monotonic() - began)


@contextmanager
def _failures_shown() -> Iterator[None]:
    """Expected failures become Airflow's, with what, where and the remedy as the whole message."""
    try:
        yield
    except WarehouseError as error:
        raise _failure(str(error)) from error


def _put_off_to_tomorrow(error: QuotaError) -> None:
    """A quota that is used up is no failure: Airflow runs the task again once the source answers again."""
    if not one_shot() and error.resume_at:
        log.warning(str(error))
        raise AirflowRescheduleException(datetime.fromisoformat(error.resume_at))


def _failure(message: str) -> Exception:
    log.error(message)
    return AirflowFailException(message) if one_shot() else RuntimeError(message)


def _failed_tasks(context: dict[str, Any]) -> list[str]:
    """Tasks of this run that did not succeed, as the metadata say."""
    ti = context["ti"]
    states = ti.get_task_states(dag_id=ti.dag_id, run_ids=[ti.run_id]).get(ti.run_id, {})
    return sorted(task for task, state in states.items() if str(getattr(state, "value", state)) in FINISHED_BADLY)


def _run_address(context: dict[str, Any]) -> str:
    """Where a person sees this run in Airflow's pages."""
    from airflow.sdk.configuration import conf

    run = context["dag_run"]
    return f"{conf.get('api', 'base_url', fallback='').rstrip('/')}/dags/{run.dag_id}/runs/{run.run_id}"


def _day_after(day: date) -> datetime:
    """A moment at which `default_interval` covers this day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=KOREA) + timedelta(days=1)


def _distinct(intervals: Iterator[Interval]) -> list[Interval]:
    return list({interval.key: interval for interval in intervals}.values())


def apply_retention() -> dict[str, int]:
    """Remove what is past its time; returns how much of each kind."""
    from warehouse.loading.raw_zone import clean_staging, remove_old_loads
    from warehouse.quality.history import remove_old_results
    from warehouse.release.files import remove_old_files

    settings = load_settings()
    removed = {
        "broken loads": len(clean_staging(settings)),
        "old loads": len(remove_old_loads(settings)),
        "check results": remove_old_results(settings),
        "releases": len(remove_old_files(settings)),
    }
    log.info(json.dumps(removed))
    return removed


def vacuum() -> None:
    """Keep schema quality small and its statistics fresh."""
    from warehouse.database import connect

    with connect(load_settings(), autocommit=True) as connection:
        tables = connection.execute("select tablename from pg_tables where schemaname = 'quality'").fetchall()
        for (table,) in tables:
            connection.execute(f'vacuum analyze quality."{table}"')


def send_waiting_mails() -> int:
    """Mails that could not be sent before; returns how many went out."""
    from warehouse.reports.queue import flush_queue

    return flush_queue(load_settings()).sent


def send_daily_digest() -> None:
    """The one mail a day of those who asked for it (WAREHOUSE_MAIL_DIGEST=daily)."""
    from warehouse.reports.digest import send_digest

    send_digest(load_settings())


def check_served_release() -> None:
    """The marts being served equal the release's own files, and the owners of quiet sources know."""
    from warehouse.release import registry
    from warehouse.release.audit import check_served

    alert_quiet_sources()
    with _failures_shown():
        if not registry.was_ever_published(load_settings()):
            raise AirflowSkipException("Nothing has been released yet: there is nothing to check.")
        check_served(load_settings())


def alert_quiet_sources() -> None:
    """One mail to the owner when a source goes quiet, one when it is back."""
    from warehouse.reports.alerts import resolve_alert, send_alert
    from warehouse.reports.facts import History

    settings = load_settings()
    with History.open(settings) as history:
        rows = history.freshness()
    for row in rows:
        name, cause = row["source"], f"quiet {row['source']}"
        if not row["is_stale"]:
            resolve_alert(settings, cause=cause)
            continue
        send_alert(
            settings,
            cause=cause,
            subject_ko=f"{name}: 새 데이터가 오지 않습니다",
            subject_en=f"{name} has gone quiet",
            owner=contract_of(name).owner,
        )
