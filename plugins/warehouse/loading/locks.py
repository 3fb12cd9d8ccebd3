"""Advisory locks that die with their process: how a living load is told from the remains of a killed one."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """An exclusive `flock` on a file, held from `acquire` to `release` or to the death of the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody holds it; never waits."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            if self._is_the_file(descriptor):
                self._descriptor = descriptor
                return True
            os.close(descriptor)  # somebody removed the file between open and flock: try with the new one

    def release(self, *, remove: bool = True) -> None:
        """Give the lock back; the file goes first, so that nobody locks a file that is gone."""
        if self._descriptor is None:
            return
        if remove:
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None

    def _is_the_file(self, descriptor: int) -> bool:
        try:
            current = self.path.stat()
        except FileNotFoundError:
            return False
        held = os.fstat(descriptor)
        return (current.st_ino, current.st_dev) == (held.st_ino, held.st_dev)


def sync_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
