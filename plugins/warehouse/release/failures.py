"""Turns what PostgreSQL, DuckDB and the file system throw into one sentence and a remedy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import psycopg
from psycopg import errors as postgres

from warehouse.errors import ReleaseError

_STILL_SERVING = "The last release keeps serving."


@contextmanager
def explained(step: str) -> Iterator[None]:
    """Wraps one step of a release: `step` completes the sentence "<step> failed: …"."""
    try:
        yield
    except postgres.DiskFull as error:
        raise _full(step, "PostgreSQL's disk", error) from error
    except (postgres.AdminShutdown, postgres.CrashShutdown, postgres.CannotConnectNow) as error:
        raise _gone(step, error) from error
    except psycopg.OperationalError as error:
        if error.sqlstate is None:  # no answer at all, rather than an answer that says no
            raise _gone(step, error) from error
        raise _refused(step, error) from error
    except psycopg.Error as error:
        raise _refused(step, error) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or says_full(error):
            raise _full(step, "The disk", error) from error
        raise ReleaseError(
            f"{step} failed: {error}. {_STILL_SERVING}", remedy="Mend the file or folder named above and run again."
        ) from error
    except duckdb.Error as error:
        if says_full(error):
            raise _full(step, "The disk", error) from error
        raise ReleaseError(
            f"{step} failed in DuckDB: {_first_line(error)}. {_STILL_SERVING}",
            remedy="Run the build again; if it fails the same way, the model named above needs mending.",
        ) from error


def says_full(error: object) -> bool:
    """Whether a message hands on the system's "no space left": DuckDB and dbt keep the words and lose the number."""
    return "No space left on device" in str(error)


def _full(step: str, what: str, error: Exception) -> ReleaseError:
    return ReleaseError(
        f"{step} failed: {what} is full ({_first_line(error)}). {_STILL_SERVING}",
        remedy="Free space (`warehouse release list` shows old release files) and run again.",
    )


def _gone(step: str, error: Exception) -> ReleaseError:
    return ReleaseError(
        f"{step} failed: PostgreSQL stopped answering ({_first_line(error)}). {_STILL_SERVING}",
        remedy="Run again once PostgreSQL is up; the unfinished copy is discarded by then.",
    )


def _refused(step: str, error: psycopg.Error) -> ReleaseError:
    detail = f" ({error.diag.message_detail})" if error.diag.message_detail else ""
    return ReleaseError(
        f"{step} failed: PostgreSQL refused with {_first_line(error)}{detail}. {_STILL_SERVING}",
        remedy="Mend the model whose table is named above, or the rights of the role, and run again.",
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
