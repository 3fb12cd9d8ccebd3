"""The archive: bytes exactly, from any thread, after any kill."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.errors import SourceError, WarehouseError
from warehouse.loading.archive import (
    ArchiveRecorder,
    DirectoryArchive,
    archive_path,
    broken_pulls,
    open_complete,
    open_for_pull,
)
from warehouse.loading.identity import LoadIdentity, interval_from_key, parse_load_id
from warehouse.loading.raw_zone import failed_directory

from .conftest import DAY


@pytest.fixture
def recorder(tmp_path):
    recorder = ArchiveRecorder(tmp_path / "load")
    yield recorder
    recorder.close()


@settings(deadline=None)  # the disk may be slow
@given(bodies=st.lists(st.binary(max_size=300), max_size=5))
def test_bytes_come_back_exactly(tmp_path_factory, bodies):
    recorder = ArchiveRecorder(tmp_path_factory.mktemp("archive") / "load")
    for number, body in enumerate(bodies):
        recorder.add(body, request={"page": number}, status=200)
    recorder.close()
    assert [response.body for response in DirectoryArchive(recorder.directory).responses()] == bodies


def test_many_threads_lose_nothing(recorder):
    with ThreadPoolExecutor(8) as pool:
        added = list(pool.map(lambda n: recorder.add(f"body {n}".encode() * n, request={"n": n}), range(100)))
    responses = list(recorder.responses())
    assert [response.sequence for response in responses] == list(range(1, 101))
    assert {response.sha256 for response in responses} == {response.sha256 for response in added}
    assert all(
        response.body == f"body {response.request['n']}".encode() * response.request["n"] for response in responses
    )


def test_private_headers_are_not_kept(recorder):
    recorder.add(b"x", request={}, headers={"Set-Cookie": "session=1", "ETag": "7", "Authorization": "no"})
    assert next(recorder.responses()).headers == {"ETag": "7"}
    assert "session" not in (recorder.directory / "index.jsonl").read_text()


@pytest.mark.parametrize("damage", ["flipped", "shortened", "gone", "other"])
def test_damage_is_named_with_file_and_remedy(recorder, damage):
    recorder.add(b"a body that is long enough to be compressed " * 20, request={})
    other = recorder.add(b"another body that is as long as the first one " * 20, request={})
    path = recorder.directory / "000001.zst"
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(content)
    elif damage == "shortened":
        path.write_bytes(content[:10])
    elif damage == "gone":
        path.unlink()
    else:
        path.write_bytes((recorder.directory / f"{other.sequence:06d}.zst").read_bytes())
    with pytest.raises(SourceError, match=r"000001\.zst") as caught:
        list(recorder.responses())
    assert "back-up" in caught.value.remedy


def test_a_line_torn_by_a_kill_is_forgotten_and_its_number_used_again(tmp_path):
    recorder = ArchiveRecorder(tmp_path / "load")
    recorder.add(b"one", request={"page": 1})
    recorder.close()
    with (tmp_path / "load" / "index.jsonl").open("ab") as index:
        index.write(b'{"sequence": 2, "request"')
    (tmp_path / "load" / ".000002.zst.partial").write_bytes(b"half")
    again = ArchiveRecorder(tmp_path / "load")
    again.add(b"two", request={"page": 2})
    again.close()
    assert [(r.sequence, r.body) for r in DirectoryArchive(tmp_path / "load").responses()] == [(1, b"one"), (2, b"two")]


@pytest.mark.parametrize("loss", ["empty", "gone", "half", "line"])
def test_what_a_power_cut_took_from_a_running_pull_is_asked_for_again(tmp_path, loss):
    recorder = ArchiveRecorder(tmp_path / "load")
    for number in (1, 2, 3):
        recorder.add(f"body {number} ".encode() * 50, request={"page": number})
    recorder.close()
    path, index = tmp_path / "load" / "000002.zst", tmp_path / "load" / "index.jsonl"
    if loss == "empty":
        path.write_bytes(b"")
    elif loss == "gone":
        path.unlink()
    elif loss == "half":
        path.write_bytes(path.read_bytes()[:9])
    else:
        lines = index.read_bytes().splitlines(keepends=True)
        index.write_bytes(lines[0] + b"\0" * (len(lines[1]) - 1) + b"\n" + lines[2])
    again = ArchiveRecorder(tmp_path / "load")
    assert [response.request["page"] for response in again.responses()] == [1, 3]
    again.add(b"body 2", request={"page": 2})
    assert again.complete() == 3
    again.close()
    assert [r.request["page"] for r in DirectoryArchive(tmp_path / "load").responses()] == [1, 3, 2]


def test_a_complete_archive_is_never_mended_quietly(recorder):
    recorder.add(b"a body " * 50, request={"page": 1})
    recorder.complete()
    recorder.close()
    (recorder.directory / "000001.zst").write_bytes(b"")
    ArchiveRecorder(recorder.directory).close()
    with pytest.raises(SourceError, match="damaged"):
        list(DirectoryArchive(recorder.directory).responses())


def test_everything_is_on_disk_before_the_pull_counts_as_complete(tmp_path, monkeypatch):
    synced: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    recorder = ArchiveRecorder(tmp_path / "load")
    for number in range(1, 4):
        recorder.add(b"x", request={"page": number})
    recorder.complete()
    recorder.close()
    last = {name: len(synced) - 1 - synced[::-1].index(name) for name in synced}
    answers = [last[f"00000{number}.zst"] for number in (1, 2, 3)]
    assert max(answers) < last["index.jsonl"] < last[".complete.json.partial"]


def test_damage_in_the_middle_of_the_index_is_not_taken_for_a_kill(recorder):
    for number in range(3):
        recorder.add(b"x", request={"n": number})
    path = recorder.directory / "index.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1][:20], lines[2]]) + "\n")
    with pytest.raises(SourceError, match="line 2"):
        recorder.index()


def test_an_incomplete_or_shortened_archive_is_refused(offline_settings):
    identity, recorder = open_for_pull(offline_settings, "parks", DAY)
    recorder.add(b"1", request={})
    recorder.add(b"2", request={})
    recorder.close()
    with pytest.raises(SourceError, match="never completed"):
        open_complete(offline_settings, identity)
    _, recorder = open_for_pull(offline_settings, "parks", DAY)
    recorder.complete()
    recorder.close()
    index = archive_path(offline_settings, identity) / "index.jsonl"
    index.write_text(index.read_text().splitlines(keepends=True)[0])
    with pytest.raises(SourceError, match="1 of 2 answers"):
        open_complete(offline_settings, identity)


def test_a_living_pull_is_not_continued_by_another(offline_settings):
    first, recorder = open_for_pull(offline_settings, "parks", DAY)
    second, other = open_for_pull(offline_settings, "parks", DAY)
    assert first != second
    recorder.close()
    other.close()


def test_an_old_or_hopeless_pull_is_not_continued(offline_settings):
    stamp = (datetime.now(UTC) - timedelta(hours=30)).strftime("%Y%m%dT%H%M%S%f")
    old = LoadIdentity("parks", DAY.key, stamp)
    ArchiveRecorder(archive_path(offline_settings, old)).close()
    identities = []
    for _ in range(4):
        identity, recorder = open_for_pull(offline_settings, "parks", DAY)
        recorder.close()
        identities.append(identity)
    assert old not in identities
    assert len(set(identities[:3])) == 1
    assert identities[3] != identities[0], "after three broken attempts a new pull begins"


def test_a_pull_that_gets_on_is_continued_for_days(offline_settings):
    """A daily quota ends every attempt; each brought something, so none of them counts against the pull."""
    identities = set()
    for day in range(6):
        identity, recorder = open_for_pull(offline_settings, "parks", DAY)
        recorder.add(b"x", request={"page": day})
        recorder.close()
        identities.add(identity)
        assert broken_pulls(offline_settings, "parks") == [DAY]
    assert len(identities) == 1
    assert broken_pulls(offline_settings, "press") == []


def test_a_pull_whose_last_answer_is_a_day_old_is_begun_anew(offline_settings):
    identity, recorder = open_for_pull(offline_settings, "parks", DAY)
    recorder.add(b"x", request={"page": 1})
    recorder.close()
    index = recorder.directory / "index.jsonl"
    entry = json.loads(index.read_text())
    entry["received_at"] = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
    index.write_text(json.dumps(entry) + "\n")
    other, recorder = open_for_pull(offline_settings, "parks", DAY)
    recorder.close()
    assert other != identity


def test_a_repeated_task_does_not_pull_anew_what_its_run_has_pulled(offline_settings):
    identity, recorder = open_for_pull(offline_settings, "parks", DAY, "scheduled__1")
    recorder.add(b"x", request={"page": 1})
    recorder.complete()
    recorder.close()
    again, recorder = open_for_pull(offline_settings, "parks", DAY, "scheduled__1")
    assert again == identity and [r.body for r in recorder.responses()] == [b"x"]
    recorder.close()
    for run in ("scheduled__2", None):
        other, recorder = open_for_pull(offline_settings, "parks", DAY, run)
        recorder.close()
        assert other != identity, "another run asks the source again"
    record = failed_directory(offline_settings, identity) / "load.json"
    record.parent.mkdir(parents=True)
    record.write_text("the pull broke in an earlier attempt")
    os.utime(record, (0, 0))
    again, recorder = open_for_pull(offline_settings, "parks", DAY, "scheduled__1")
    recorder.close()
    assert again == identity
    os.utime(record)
    anew, recorder = open_for_pull(offline_settings, "parks", DAY, "scheduled__1")
    recorder.close()
    assert anew != identity, "what could not be loaded is pulled again"


@pytest.mark.parametrize(
    "bad",
    ["../x", "press", "press-2026-03-11", "press-2026-03-11-1/../../etc", "Press-2026-03-11-20260311T010203000000"],
)
def test_what_is_no_load_id_never_becomes_a_path(bad):
    with pytest.raises(WarehouseError, match="is not the id of a load"):
        parse_load_id(bad)


@pytest.mark.parametrize("bad", ["..", "2026-3-1", "2026-03-11/..", "2026-03-11_"])
def test_what_is_no_interval_never_becomes_a_path(bad):
    with pytest.raises(WarehouseError, match="is not an interval"):
        interval_from_key(bad)


def test_interval_keys_read_back():
    for key in ("2026-03-11", "2026-03-01_2026-03-31"):
        assert interval_from_key(key).key == key


def test_index_holds_what_a_reader_without_this_code_needs(recorder):
    recorder.add("가".encode(), request={"url": "https://example.org", "parameters": {"a": 1}}, status=200)
    entry = json.loads((recorder.directory / "index.jsonl").read_text())
    assert entry["byte_count"] == 3
    assert entry["request"]["parameters"] == {"a": 1}
    assert os.path.getsize(recorder.directory / "000001.zst") > 0
