"""The steps of a release in their order: what each task of the DAG build_marts calls.

begin → build_layer ×3 → copy → check → write_files → (report pages) → publish; abandon when any of them fails
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from warehouse.quality.results import Verdict
from warehouse.release import audit, build, files, registry, swap
from warehouse.release import copy as copying
from warehouse.release.copy import CopiedTable
from warehouse.release.schemas import PREVIOUS
from warehouse.settings import Settings


def begin(settings: Settings, load_ids: Sequence[str] = (), release_id: str | None = None) -> str:
    """Finish what a killed run left between its swap and its files, then open a new release. Returns its id."""
    heal(settings)
    release_id = release_id or registry.new_release_id()
    registry.start_release(settings, release_id, load_ids)
    return release_id


def heal(settings: Settings) -> str | None:
    """The database says which release serves; its files follow. Returns the serving release."""
    serving = registry.serving_release(settings)
    if serving and files.staged_directory(settings, serving).exists():
        directory = files.commit_files(settings, serving)
        registry.record_files(settings, serving, str(directory))
    files.clean_staging(settings)
    return serving


def build_layer(settings: Settings, release_id: str, layer: str) -> build.BuiltLayer:
    """One dbt layer."""
    with _timed(settings, release_id, f"build_{layer}"):
        return build.build_layer(settings, layer)


def copy(settings: Settings, release_id: str) -> list[CopiedTable]:
    """The marts into PostgreSQL, unseen by readers."""
    with _timed(settings, release_id, "copy"):
        return copying.copy_marts(settings, release_id)


def check(settings: Settings, release_id: str) -> Verdict:
    """The mart gate; raises GateError when the release must not be published."""
    with _timed(settings, release_id, "check"):
        return audit.audit(settings, release_id)


def write_files(settings: Settings, release_id: str) -> str:
    """The files, unseen until the swap. Returns their directory, where report pages may be added."""
    with _timed(settings, release_id, "files"):
        return str(files.write_files(settings, release_id))


def publish(
    settings: Settings, release_id: str, *, approved_by: str | None = None, approval_reason: str | None = None
) -> None:
    """Swap, then make the files visible and remove those past their time."""
    with _timed(settings, release_id, "publish"):
        swap.publish(settings, release_id, approved_by=approved_by, approval_reason=approval_reason)
        directory = files.commit_files(settings, release_id)
        registry.record_files(settings, release_id, str(directory))
        files.remove_old_files(settings, keep=registry.placed_releases(settings))


def abandon(settings: Settings, release_id: str, error: BaseException | str) -> None:
    """Note why a release was not published and throw its files away; the last release keeps serving."""
    registry.record_failure(settings, release_id, str(error))
    if registry.serving_release(settings) != release_id:
        files.discard_staged(settings, release_id)


def rollback(settings: Settings, *, by: str, reason: str, to: str | None = None) -> str:
    """Back to `marts_prev`, or to any older release whose files are kept. Returns what serves now."""
    previous = registry.placed_in(settings, PREVIOUS)
    if to is None or to == previous:
        serving = swap.rollback(settings, by=by, reason=reason)
    else:
        serving = copying.restore(settings, to)
        swap.publish(settings, to, approved_by=by, approval_reason=reason)
    files.point_latest(settings, serving)
    return serving


@contextmanager
def _timed(settings: Settings, release_id: str, step: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    registry.record_step(settings, release_id, step, time.monotonic() - started)
