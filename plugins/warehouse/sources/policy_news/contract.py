"""Contract of 정책브리핑 정책뉴스 (policyNewsList2)."""

from pathlib import Path

from warehouse.sources.contract import Label
from warehouse.sources.families import policy_briefing

TITLE = Label("정책브리핑 정책뉴스", "Policy news of central ministries")
CONTRACT = policy_briefing.source(
    "policy_news",
    TITLE,
    # The older policyNewsService/policyNewsList answers code 30 to keys approved for this one.
    policy_briefing.table("policy_news", TITLE, "/policyNewsService2/policyNewsList2"),
    Path(__file__).parent,
)
