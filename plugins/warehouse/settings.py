"""All settings, read once from the environment (and `.env`), and the paths that follow from them."""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from dotenv import load_dotenv
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[2]
KOREA_TIMEZONE_NAME = "Asia/Seoul"


class Mode(StrEnum):
    """Where data come from: made-up sources on loopback, or the real ones."""

    SAMPLE = "sample"
    LIVE = "live"


class Language(StrEnum):
    """Language of mails, pages and summaries."""

    KO = "ko"
    EN = "en"


class Settings(BaseSettings):
    """Settings by environment; the names are documented in `.env.example`."""

    model_config = SettingsConfigDict(extra="ignore")

    base_home: Path = Field(default=Path("var"), validation_alias="WAREHOUSE_HOME")
    mode: Mode = Field(default=Mode.SAMPLE, validation_alias="WAREHOUSE_MODE")
    language: Language = Field(default=Language.KO, validation_alias="WAREHOUSE_LANG")
    article_inbox: str = Field(default="", validation_alias="WAREHOUSE_ARTICLE_INBOX")
    history_from: date | None = Field(default=None, validation_alias="WAREHOUSE_HISTORY_FROM")
    press_feeds: Path | None = Field(default=None, validation_alias="WAREHOUSE_PRESS_FEEDS")
    mail_to: str = Field(default="", validation_alias="WAREHOUSE_MAIL_TO")
    postgres_port: int = Field(default=54320, validation_alias="WAREHOUSE_POSTGRES_PORT")
    smtp_port: int = Field(default=10250, validation_alias="WAREHOUSE_SMTP_PORT")
    sample_port: int = Field(default=18080, validation_alias="WAREHOUSE_SAMPLE_PORT")
    sample_server: str = Field(default="", validation_alias="WAREHOUSE_SAMPLE_SERVER")
    airflow_port: int = Field(default=8080, validation_alias="WAREHOUSE_AIRFLOW_PORT")

    @property
    def first_day(self) -> date | None:
        """How far back the first load of a source reaches that can ask for its history; None: only what is due.

        Sample data begin in 2022; on live sources the years would use up a development key's quota for days.
        """
        return self.history_from or (date(2022, 1, 1) if self.mode is Mode.SAMPLE else None)

    @property
    def home(self) -> Path:
        """Absolute home of this mode: sample and live never share one."""
        base = self.base_home if self.base_home.is_absolute() else PROJECT_ROOT / self.base_home
        return base / self.mode.value

    @property
    def archive_directory(self) -> Path:
        """Bytes as received, one directory per source and load."""
        return self.home / "archive"

    @property
    def raw_directory(self) -> Path:
        """Parquet, one directory per visible load: `raw/<source>/<load_id>/<table>.parquet`."""
        return self.home / "raw"

    @property
    def build_database(self) -> Path:
        """The private DuckDB file that only the build DAG writes."""
        return self.home / "build" / "warehouse.duckdb"

    @property
    def releases_directory(self) -> Path:
        """Release files, one directory per release."""
        return self.home / "releases"

    @property
    def outbox_directory(self) -> Path:
        """Mails kept by the local sink, one `.eml` each."""
        return self.home / "outbox"

    @property
    def postgres_directory(self) -> Path:
        """Data directory of the embedded PostgreSQL."""
        return self.home / "postgres"

    @property
    def airflow_home(self) -> Path:
        """Airflow's own home: configuration, logs."""
        return self.home / "airflow"

    @property
    def inbox_directories(self) -> list[Path]:
        """Folders of articles to load as well, separated by the platform's path separator."""
        return [Path(part).expanduser() for part in self.article_inbox.split(os.pathsep) if part.strip()]

    @property
    def sample_address(self) -> str:
        """Where the sample sources answer: another machine's, when WAREHOUSE_SAMPLE_SERVER names it."""
        return self.sample_server.rstrip("/") or f"http://127.0.0.1:{self.sample_port}"

    def key(self, name: str) -> SecretStr | None:
        """The API key in environment variable `name` (or `.env`), or None when it is not set."""
        value = os.environ.get(name)
        return SecretStr(value) if value else None

    def base_url(self, family: str) -> str | None:
        """The address that replaces the real one of `family` (scheme, host, port), or None."""
        return os.environ.get(f"WAREHOUSE_BASE_URL_{family}", "").rstrip("/") or None


@cache
def _read_dotenv() -> None:
    """Once per process, `.env` fills in what the environment leaves out; Airflow's variables may stand there too."""
    load_dotenv(PROJECT_ROOT / ".env", override=False)


def load_settings() -> Settings:
    """Settings as the environment is now (cheap; call where needed rather than keep a global)."""
    _read_dotenv()
    return Settings()
