"""Copies folders whose files never change once they stand, with a SHA-256 for each; unchanged ones become hard links."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

BLOCK_BYTES = 1 << 20


def copy_folder(
    source: Path, target: Path, known: Mapping[str, dict], previous: Path | None, prefix: str
) -> dict[str, dict]:
    """Copy every file of `source`; returns `{prefix/relative path: {sha256, bytes}}`.

    A file of the back-up before (`previous`, described by `known`) with the same size and time is linked, not copied.
    """
    copied = {}
    for path in sorted(_files(source)):
        name = f"{prefix}/{path.relative_to(source).as_posix()}"
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        try:
            copied[name] = _linked(path, destination, known.get(name), previous, name) or _copied(path, destination)
        except FileNotFoundError:
            continue  # retention removed it a moment ago
    return copied


def sha256(path: Path) -> str:
    """Hash of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def size_of(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    """Regular files; work in progress (`.staging`, `.part`) and symbolic links are no part of a back-up."""
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(directory) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _linked(path: Path, destination: Path, known: dict | None, previous: Path | None, name: str) -> dict | None:
    if not known or not previous:
        return None
    earlier, now = previous / name, path.stat()
    if now.st_size != known["bytes"] or not earlier.exists() or int(earlier.stat().st_mtime) != int(now.st_mtime):
        return None
    try:
        os.link(earlier, destination)
    except OSError:  # another file system, or one without links
        return None
    return known


def _copied(path: Path, destination: Path) -> dict:
    shutil.copy2(path, destination)
    # The hash is that of the copy: what is checked later is what was written, and the source is compared by size.
    return {"sha256": sha256(destination), "bytes": destination.stat().st_size}
