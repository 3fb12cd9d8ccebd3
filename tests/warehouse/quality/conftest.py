"""What the tests of the gates share: PostgreSQL, a home, and sources whose answers each test writes itself."""

from __future__ import annotations

from ..loading.conftest import offline_settings, settings

__all__ = ["offline_settings", "settings"]
