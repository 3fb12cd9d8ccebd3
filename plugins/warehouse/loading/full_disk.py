"""A disk that fills up under a load, said in words; the transaction itself leaves nothing half."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from warehouse.errors import SourceError
from warehouse.sources.contract import SourceContract


@contextmanager
def full_disk_explained(contract: SourceContract) -> Iterator[None]:
    """Also where not even the failure could be written down."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(contract) from error
        raise


def is_disk_full(error: BaseException) -> bool:
    """Whether this is the system's refusal to write (Arrow and DuckDB keep the words and lose the number)."""
    number = error.errno if isinstance(error, OSError) else None
    return number in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in str(error)


def disk_full(contract: SourceContract) -> SourceError:
    """What, where, and what to do."""
    return SourceError(
        f"Source {contract.name}: the disk of WAREHOUSE_HOME is full. None of this load's rows became visible; what was"
        " there before still is.",
        remedy="Free space there (`warehouse doctor` says how much there is) and run again: whole answers that were"
        " archived are not asked for again.",
    )
