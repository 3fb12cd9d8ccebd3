"""Release files: whole or absent, checked by their own sums, read back as they were."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from warehouse.database import connect
from warehouse.errors import ReleaseError
from warehouse.release import audit, docs, files, registry, swap
from warehouse.release.build import manifest_path
from warehouse.release.catalogue import read_catalogue
from warehouse.release.copy import copy_marts
from warehouse.release.datapackage import read_datapackage

FIRST, SECOND, THIRD = (f"release-2026010{day}T000000" for day in (1, 2, 3))


def _stage(settings, release_id):
    registry.start_release(settings, release_id)
    copy_marts(settings, release_id)
    files.stage_files(settings, release_id)


def _release(settings, release_id):
    _stage(settings, release_id)
    swap.publish(settings, release_id)
    return files.commit_files(settings, release_id)


def test_checksums_hold_and_cover_every_file(build):
    directory = _release(build, FIRST)
    listed = {line.split("  ")[1] for line in (directory / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.name for path in directory.iterdir()} - {"SHA256SUMS"}
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=directory, check=False)
    assert checked.returncode == 0


def test_parquet_is_sorted_compressed_and_says_what_it_is(build, change_build):
    change_build("create or replace table marts.regions as from marts.regions order by hash(region_code)")
    path = _release(build, FIRST) / "regions.parquet"
    table = pq.read_table(path)
    codes = table.column("region_code").to_pylist()
    assert codes == sorted(codes) and len(codes) == 300
    metadata = pq.read_metadata(path)
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    assert metadata.metadata[b"release_id"] == FIRST.encode()
    assert metadata.metadata[b"comment"].decode() == "지역 – All regions."


def test_the_duckdb_file_has_the_same_tables_with_comments(build):
    directory = _release(build, FIRST)
    with duckdb.connect(str(directory / "warehouse.duckdb"), read_only=True) as release:
        assert release.execute("select count(*) from marts.initiatives").fetchone()[0] == 5
        comments = dict(
            release.execute("select column_name, comment from duckdb_columns() where table_name = 'regions'").fetchall()
        )
        assert comments["population_count"] == "주민등록 인구 – The population_count."
        storage = release.execute("select tags from duckdb_databases() where database_name = 'warehouse'").fetchone()[0]
    assert "v1.4" in storage["storage_version"]


def test_datapackage_describes_the_files_and_reads_back(build):
    directory = _release(build, FIRST)
    package = json.loads((directory / "datapackage.json").read_text())
    resource = {resource["name"]: resource for resource in package["resources"]}["regions"]
    assert resource["hash"] == "sha256:" + hashlib.sha256((directory / "regions.parquet").read_bytes()).hexdigest()
    assert resource["schema"]["primaryKey"] == ["region_code"] and resource["rows"] == 300
    assert package["sample"] is True and "sample data" in package["title"]
    with duckdb.connect(str(build.build_database), read_only=True) as connection:
        assert read_datapackage(directory) == read_catalogue(manifest_path(build), connection)


def test_a_release_carries_its_lineage_as_a_picture_and_as_dbts_pages(build):
    manifest = json.loads(manifest_path(build).read_text())
    manifest["nodes"]["model.warehouse.regions"]["description"] = "</script><b>bold</b>"
    manifest_path(build).write_text(json.dumps(manifest))
    directory = _release(build, FIRST)
    picture = ElementTree.parse(directory / "lineage.svg").getroot()
    words = ["".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"press_documents", "regions · 지역", "initiatives · 사업"} <= set(words)
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}path"))) == 2
    page = (directory / "docs.html").read_text()
    assert '"model.warehouse.regions":{"unique_id"' in page and '"population_count":{"name"' in page
    assert "INLINE DATA" not in page and "</script><b>" not in page
    listed = {page["path"] for page in json.loads((directory / "datapackage.json").read_text())["pages"]}
    assert {"lineage.svg", "docs.html", "dictionary.html"} <= listed


def test_make_docs_writes_the_same_pages_under_the_home(build, capsys, monkeypatch):
    monkeypatch.setattr(docs, "load_settings", lambda: build)
    assert docs.main() == 0
    page = Path(capsys.readouterr().out.strip())
    assert page == build.home / "docs" / "docs.html" and page.stat().st_size > 1_000_000
    assert (page.parent / "lineage.svg").exists()


def test_dictionary_shows_a_formula_as_text(build):
    manifest = json.loads(manifest_path(build).read_text())
    node = manifest["nodes"]["model.warehouse.regions"]
    node["description"] = "=1+1 <script>alert(1)</script>"
    manifest_path(build).write_text(json.dumps(manifest))
    directory = _release(build, FIRST)
    page = (directory / "dictionary.html").read_text()
    assert "<script>" not in page and "&lt;script&gt;" in page and "주민등록 인구" in page
    sheet = openpyxl.load_workbook(directory / "dictionary.xlsx")["tables"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=1+1"))
    assert cell.data_type == "s"


def test_the_dictionary_says_what_the_figures_mean(build):
    directory = _release(build, FIRST)
    assert "1인당 디지털 예산" in (directory / "dictionary.html").read_text()
    sheet = openpyxl.load_workbook(directory / "dictionary.xlsx")["metrics"]
    assert ("budgeted_per_head_krw", "no") in {(row[0].value, row[-1].value) for row in sheet.iter_rows()}


def test_files_are_invisible_until_the_swap_and_gone_after_a_failure(build):
    _stage(build, FIRST)
    assert not files.release_directory(build, FIRST).exists()
    registry.record_failure(build, FIRST, "a check failed")
    registry.start_release(build, SECOND)
    copy_marts(build, SECOND)
    assert not files.staged_directory(build, FIRST).exists()
    row = registry.show_release(build, FIRST)
    assert (row["status"], row["error"]) == ("failed", "a check failed")


@pytest.mark.parametrize("next_step", ["copy", "check"])
def test_a_kill_between_swap_and_files_is_healed(build, next_step):
    _stage(build, FIRST)
    swap.publish(build, FIRST)
    assert registry.serving_release(build) == FIRST and not files.release_directory(build, FIRST).exists()
    if next_step == "copy":
        copy_marts(build, SECOND)
    else:
        assert audit.check_served(build) == FIRST
    assert (files.release_directory(build, FIRST) / "SHA256SUMS").exists()
    assert registry.show_release(build, FIRST)["files_path"] == str(files.release_directory(build, FIRST))
    assert (build.releases_directory / "latest").resolve().name == FIRST


def test_marts_changed_by_hand_are_noticed(build):
    _release(build, FIRST)
    assert audit.check_served(build) == FIRST
    with connect(build, autocommit=True) as connection:
        connection.execute("delete from marts.regions where region_code = 'r1'")
    with pytest.raises(ReleaseError, match="regions has 299 rows instead of 300"):
        audit.check_served(build)


def test_pages_of_others_are_part_of_the_release_and_of_its_sums(build):
    registry.start_release(build, FIRST)
    copy_marts(build, FIRST)
    swap.publish(build, FIRST)
    directory = files.write_files(build, FIRST, pages=lambda _, name, path: (path / "report.html").write_text(name))
    assert (directory / "report.html").read_text() == FIRST
    assert "report.html" in (directory / "SHA256SUMS").read_text()
    assert files.write_files(build, FIRST) == directory


def test_rollback_reaches_a_release_older_than_the_previous_one(build, change_build):
    _release(build, FIRST)
    change_build("delete from marts.regions where region_code <> 'r1'")
    _release(build, SECOND)
    change_build("delete from marts.regions")
    _release(build, THIRD)
    assert swap.rollback(build, by="somebody", reason="older", to=FIRST) == FIRST
    assert registry.serving_release(build) == FIRST
    assert registry.show_release(build, FIRST)["row_counts"]["regions"] == 300
    assert (build.releases_directory / "latest").resolve().name == FIRST
    with pytest.raises(ReleaseError, match="not kept"):
        swap.rollback(build, by="somebody", reason="unknown", to="release-19990101T000000")
    assert registry.serving_release(build) == FIRST


def test_diff_names_the_tables_that_changed(build, change_build):
    _release(build, FIRST)
    change_build("update marts.regions set population_count = 7 where region_code = 'r1'")
    _release(build, SECOND)
    changes = {difference["table"]: difference for difference in registry.diff_releases(build, FIRST, SECOND)}
    assert changes["regions"]["changed"] is True and changes["regions"]["row_change"] == 0
    assert changes["initiatives"]["changed"] is False


def test_retention_keeps_the_newest_one_of_each_month_and_what_is_asked_for(settings):
    names = [f"release-2026{month:02d}{day:02d}T000000" for month in range(1, 7) for day in (1, 2, 3)]
    names += ["release-20240101T000000", "release-20240102T000000"]
    for name in names:
        (settings.releases_directory / name).mkdir(parents=True)
    files.remove_old_files(settings, keep=["release-20240101T000000"], now=datetime(2026, 6, 30, tzinfo=UTC))
    left = sorted(path.name for path in settings.releases_directory.glob("release-*"))
    newest_seven = sorted(names)[-7:]
    month_ends = [f"release-2026{month:02d}03T000000" for month in range(1, 7)]
    assert left == sorted({*newest_seven, *month_ends, "release-20240101T000000"})


def test_a_full_disk_is_said_and_leaves_nothing_visible(build, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    registry.start_release(build, FIRST)
    monkeypatch.setattr(files, "write_datapackage", full)
    with pytest.raises(ReleaseError, match=r"disk is full.*keeps serving.*Free space"):
        files.stage_files(build, FIRST)
    assert not files.release_directory(build, FIRST).exists()
