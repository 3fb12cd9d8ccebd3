"""Contract of 정책브리핑 보도자료 (pressReleaseList)."""

from pathlib import Path

from warehouse.sources.contract import Label
from warehouse.sources.families import policy_briefing

TITLE = Label("정책브리핑 보도자료", "Releases of central ministries")
CONTRACT = policy_briefing.source(
    "policy_releases",
    TITLE,
    policy_briefing.table("policy_releases", TITLE, "/pressReleaseService/pressReleaseList"),
    Path(__file__).parent,
)
