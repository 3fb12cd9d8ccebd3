"""The archive: every answer of a source, byte for byte, with its request, time, status and hash.

`archive/<source>/<interval key>/<load id>/` holds one zstd file per answer, `index.jsonl` (a line per answer,
written after the answer's file) and, once the pull is complete and everything is safely on disk, `complete.json`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from warehouse.errors import SourceError
from warehouse.loading.identity import LoadIdentity, interval_from_key, new_identity, parse_load_id
from warehouse.loading.locks import FileLock, sync_directory
from warehouse.loading.raw_zone import LOAD_FILE, failed_directory, load_directory
from warehouse.settings import Settings
from warehouse.sources.contract import ArchivedResponse, Interval

log = logging.getLogger(__name__)
CODEC = "zstd"
INDEX = "index.jsonl"
COMPLETE = "complete.json"
ATTEMPTS = "attempts.json"
# A broken pull is continued as long as it gets on, which under a daily quota may take many days. A day after its last
# answer the source has moved on, and what made three attempts bring nothing is perhaps among the answers themselves.
RESUMABLE_FOR = timedelta(hours=24)
RESUMABLE_ATTEMPTS = 3
# A kill loses nothing; a power cut may cost a running pull its last seconds, which it then asks for again. Waiting for
# the disk after each answer costs more than receiving it.
SYNC_AFTER_SECONDS = 5.0
# Headers that may carry a session or a credential.
PRIVATE_HEADERS = frozenset({"set-cookie", "cookie", "authorization", "proxy-authorization", "www-authenticate"})


def archive_path(settings: Settings, identity: LoadIdentity) -> Path:
    """The directory of one load's answers."""
    return settings.archive_directory / identity.source / identity.interval_key / str(identity)


class DirectoryArchive:
    """Reads what one load received, in the order of its sequence; every hash is checked."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._by_hash: dict[str, dict[str, Any]] | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the pull ended as the source's fetch meant it to end."""
        return (self.directory / COMPLETE).exists()

    def index(self) -> list[dict[str, Any]]:
        """One entry per answer, by sequence; a line torn by a kill at the very end does not count."""
        path = self.directory / INDEX
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        entries = []
        for number, line in enumerate(lines, start=1):
            try:
                entries.append(json.loads(line))
            except ValueError:
                if number < len(lines):  # only the piece after the last newline may be torn
                    raise SourceError(
                        f"The archive's index {path} is damaged in line {number}.",
                        remedy="Restore the directory from a back-up, or pull the interval again.",
                    ) from None
        return sorted(entries, key=lambda entry: entry["sequence"])

    def responses(self) -> Iterator[ArchivedResponse]:
        """The answers, one in memory at a time."""
        for entry in self.index():
            yield self.read(entry)

    def response(self, sha256: str) -> ArchivedResponse | None:
        """The answer with this hash, or None."""
        if self._by_hash is None or sha256 not in self._by_hash:
            self._by_hash = {entry["sha256"]: entry for entry in self.index()}
        entry = self._by_hash.get(sha256)
        return self.read(entry) if entry else None

    def read(self, entry: Mapping[str, Any]) -> ArchivedResponse:
        """The answer of one entry of the index."""
        path = self.directory / f"{entry['sequence']:06d}.zst"
        try:
            body = pa.decompress(
                path.read_bytes(), decompressed_size=entry["byte_count"], codec=CODEC, asbytes=True
            ) if entry["byte_count"] else b""  # fmt: skip
        except (OSError, pa.ArrowException) as error:
            raise _damaged(path, str(error)) from error
        if hashlib.sha256(body).hexdigest() != entry["sha256"]:
            raise _damaged(path, "its hash differs from the one taken when it was received")
        return ArchivedResponse(
            sequence=entry["sequence"],
            request=entry["request"],
            status=entry["status"],
            headers=entry["headers"],
            received_at=datetime.fromisoformat(entry["received_at"]),
            sha256=entry["sha256"],
            body=body,
        )


class ArchiveRecorder(DirectoryArchive):
    """Writes answers as they arrive, from any number of threads; goes on where a broken pull stopped."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._process_lock = FileLock(directory / ".lock")
        if not self._process_lock.acquire():
            raise SourceError(f"Another process is filling {directory}.", remedy="Wait until it has finished.")
        self._forget_what_was_lost()
        self._next = max((entry["sequence"] for entry in self.index()), default=0) + 1
        self._index = (directory / INDEX).open("ab")
        self._unsynced: list[Path] = []
        self._synced_at = time.monotonic()
        sync_directory(directory.parent)

    def add(
        self,
        body: bytes,
        *,
        request: Mapping[str, Any],
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ArchivedResponse:
        """Keep one answer; when this returns it survives the death of this process, a little later a power cut."""
        with self._lock:
            sequence, self._next = self._next, self._next + 1
        kept = {name: value for name, value in (headers or {}).items() if name.lower() not in PRIVATE_HEADERS}
        response = ArchivedResponse(
            sequence, dict(request), status, kept, datetime.now(UTC), hashlib.sha256(body).hexdigest(), body
        )
        path = self.directory / f"{sequence:06d}.zst"
        path.write_bytes(pa.compress(body, codec=CODEC, asbytes=True))
        line = json.dumps(_entry(response), ensure_ascii=False, default=str).encode() + b"\n"
        with self._lock:
            self._index.write(line)
            self._index.flush()
            self._unsynced.append(path)
            is_time = time.monotonic() - self._synced_at > SYNC_AFTER_SECONDS
        if is_time:
            self._sync()
        return response

    def complete(self) -> int:
        """Say that the pull is whole, once it is safe; returns the number of answers."""
        self._sync()
        count = len(self.index())
        document = {"response_count": count, "completed_at": datetime.now(UTC).isoformat()}
        _write_durably(self.directory / COMPLETE, json.dumps(document).encode())
        return count

    def close(self) -> None:
        """Let go of the directory; an incomplete pull stays, safe, for the next attempt."""
        try:
            self._sync()
        except OSError as problem:  # must not hide why the pull broke
            log.warning("%s could not be synced (%s); what was lost is asked for again.", self.directory, problem)
        self._index.close()
        self._process_lock.release()

    def _sync(self) -> None:
        """Everything added so far onto the disk: the answers, their names, then the index that speaks of them."""
        with self._lock:
            paths, self._unsynced = self._unsynced, []
            self._synced_at = time.monotonic()
        if not paths:
            return
        for path in paths:
            with path.open("rb") as file:
                os.fsync(file.fileno())
        sync_directory(self.directory)
        os.fsync(self._index.fileno())

    def _forget_what_was_lost(self) -> None:
        """A line that a kill left half written, answers that a power cut took from an unfinished pull: asked for again."""
        path = self.directory / INDEX
        if self.is_complete or not path.exists():
            return
        content = path.read_bytes()
        whole = [line for line in content.splitlines(keepends=True) if line.endswith(b"\n") and self._is_there(line)]
        if b"".join(whole) != content:
            log.warning("%s: %d answers are whole; what followed was lost and is asked for again.", path, len(whole))
            _write_durably(path, b"".join(whole))

    def _is_there(self, line: bytes) -> bool:
        try:
            self.read(json.loads(line))
        except (ValueError, KeyError, TypeError, SourceError):
            return False
        return True


def open_for_pull(
    settings: Settings, source: str, interval: Interval, run_id: str | None = None
) -> tuple[LoadIdentity, ArchiveRecorder]:
    """The recorder of a new load, or of a broken pull of the same source and interval.

    What the same run already pulled to its end is opened again as well: a task that is repeated must not pull anew
    the intervals before the one that it failed at.
    """
    for identity in _resumable(settings, source, interval.key, run_id):
        try:
            recorder = ArchiveRecorder(archive_path(settings, identity))
        except SourceError:  # a living pull
            continue
        if recorder.is_complete and _attempts(recorder.directory)["run"] != run_id:
            recorder.close()  # completed by another between the look and the lock
            continue
        _note_attempt(recorder, run_id)
        return identity, recorder
    identity = new_identity(source, interval)
    recorder = ArchiveRecorder(archive_path(settings, identity))
    _note_attempt(recorder, run_id)
    return identity, recorder


def waiting_loads(settings: Settings, source: str) -> list[LoadIdentity]:
    """Complete pulls that nobody has loaded yet, or tried to."""
    return [load for load in archived_loads(settings, source) if not _was_loaded(settings, load)]


def broken_pulls(settings: Settings, source: str) -> list[Interval]:
    """The intervals of broken pulls that would be continued."""
    keys = {path.parent.name for path in settings.archive_directory.glob(f"{source}/*/{source}-*")}
    return [interval_from_key(key) for key in sorted(keys) if next(_resumable(settings, source, key, None), None)]


def open_complete(settings: Settings, identity: LoadIdentity) -> DirectoryArchive:
    """The whole archive of a load; an unfinished or shortened one is refused."""
    archive = DirectoryArchive(archive_path(settings, identity))
    if not archive.is_complete:
        raise SourceError(
            f"The archive of load {identity} is missing or was never completed.",
            remedy=f"Run `warehouse extract {identity.source}` for {identity.interval_key} again.",
        )
    expected = json.loads((archive.directory / COMPLETE).read_text(encoding="utf-8"))["response_count"]
    if len(archive.index()) != expected:
        raise _damaged(archive.directory / INDEX, f"it lists {len(archive.index())} of {expected} answers")
    return archive


def archived_loads(
    settings: Settings, source: str | None = None, interval_key: str | None = None
) -> list[LoadIdentity]:
    """Loads whose archive is complete, oldest first."""
    if interval_key is not None:
        interval_from_key(interval_key)
    pattern = f"{source or '*'}/{interval_key or '*'}/*/{COMPLETE}"
    return sorted(parse_load_id(path.parent.name) for path in settings.archive_directory.glob(pattern))


def _resumable(settings: Settings, source: str, interval_key: str, run_id: str | None) -> Iterator[LoadIdentity]:
    """Pulls of this interval to go on with, newest first: complete ones of this run, then broken ones that get on."""
    directory = settings.archive_directory / source / interval_key
    paths = sorted(directory.glob(f"{source}-*"), reverse=True)
    complete = [path for path in paths if (path / COMPLETE).exists()]
    for path in complete if run_id else ():
        identity = parse_load_id(path.name)
        if _attempts(path)["run"] == run_id and not _was_loaded(settings, identity):
            yield identity
    yield from (parse_load_id(path.name) for path in paths if path not in complete and _gets_on(path))


def _gets_on(path: Path) -> bool:
    """Whether a broken pull is young and not hopeless."""
    try:
        entries = DirectoryArchive(path).index()
    except SourceError:  # damaged by a power cut: whoever opens it mends it
        entries = []
    attempts, begun_at = _attempts(path), parse_load_id(path.name).started_at
    last = datetime.fromisoformat(entries[-1]["received_at"]) if entries else begun_at
    tried = attempts["tried"] if len(entries) == attempts["answers"] else 0
    return datetime.now(UTC) - last < RESUMABLE_FOR and tried < RESUMABLE_ATTEMPTS


def _was_loaded(settings: Settings, identity: LoadIdentity) -> bool:
    """Whether a complete pull has become visible or failed to."""
    if load_directory(settings, identity).exists():
        return True
    failed = failed_directory(settings, identity) / LOAD_FILE  # of this load, or of an attempt to pull it before?
    completed = archive_path(settings, identity) / COMPLETE
    return failed.exists() and failed.stat().st_mtime > completed.stat().st_mtime


def _attempts(directory: Path) -> dict[str, Any]:
    """How often the pull was tried since it last got on, how many answers it had then, and which run tried last."""
    path = directory / ATTEMPTS
    unknown = {"tried": 0, "answers": 0, "run": None}
    try:
        return {**unknown, **json.loads(path.read_text(encoding="utf-8"))}
    except (FileNotFoundError, ValueError):  # none yet, or torn by a kill
        return unknown


def _note_attempt(recorder: ArchiveRecorder, run_id: str | None) -> None:
    before, answers = _attempts(recorder.directory), len(recorder.index())
    tried = before["tried"] + 1 if answers == before["answers"] else 1
    note = {"tried": tried, "answers": answers, "run": run_id}
    (recorder.directory / ATTEMPTS).write_text(json.dumps(note), encoding="utf-8")


def _entry(response: ArchivedResponse) -> dict[str, Any]:
    return {
        "sequence": response.sequence,
        "request": response.request,
        "status": response.status,
        "headers": response.headers,
        "received_at": response.received_at.isoformat(),
        "sha256": response.sha256,
        "byte_count": len(response.body),
    }


def _write_durably(path: Path, content: bytes) -> None:
    """All of `content` under `path`, or nothing."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    sync_directory(path.parent)


def _damaged(path: Path, why: str) -> SourceError:
    return SourceError(
        f"The archived answer {path} is damaged: {why}.",
        remedy="Restore it from a back-up, or pull the interval again; nothing was loaded from it.",
    )
