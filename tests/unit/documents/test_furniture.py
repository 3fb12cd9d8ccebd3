"""Page furniture of eight kinds around our own articles changes no fact."""

from pathlib import Path

import pytest
import yaml

from warehouse.documents import Extraction, extract_document

ARTICLES = Path(__file__).with_name("articles")
DOCUMENTS = yaml.safe_load((ARTICLES / "articles.yaml").read_text(encoding="utf-8"))["docs"]
TEXTS = [(ARTICLES / document["file"]).read_text(encoding="utf-8") for document in DOCUMENTS]


def teaser(index: int) -> tuple[str, str]:
    """A headline and the beginning of the text of one of the articles."""
    lines = [line for line in TEXTS[index % len(TEXTS)].split("\n") if line.strip() and not line.startswith("#")]
    long = [line for line in lines if len(line) > 60]
    return DOCUMENTS[index % len(TEXTS)]["meta"]["title"] or long[0][:60], " ".join(long)[:230]


def wrapped(kind: str, index: int) -> str:
    """The article in a page that lists other articles."""
    text, comment = TEXTS[index], ""
    if text.startswith("#"):
        comment, text = text.split("\n", 1)
        comment += "\n"
    others = [teaser(index + step) for step in (1, 3, 4, 6, 8)]
    ranked = "\n".join(f"{number}. {head}" for number, (head, _) in enumerate(others, 1))
    pages = {
        "menus, weather, ranking": f"2024년 12월 25일 (수)\n전체메뉴 열기\n로그인\n기사검색\n  • 구름많음속초 3.1℃\n  • 맑음여수 7.7℃\n{text}\n많이 본 기사\n{ranked}\n회사소개\n",
        "headlines with beginnings": f"본문영역 바로가기\n{text}\n이 시각 주요뉴스\n"
        + "\n".join(f"  ▶ {head}\n{start}..." for head, start in others),
        "related and popular": f"{text}\n관련기사\n"
        + "\n".join(f"  • {head}" for head, _ in others)
        + "\n인기뉴스\n"
        + "\n".join(f"{head}\n{start}" for head, start in others),
        "ranking above": f"실시간 인기기사\n{ranked}\n정치\n경제\n사회\n{text}\n",
        "comments": f"{text}\n댓글 3\n홍**\n2024.01.01 10:00\n{others[0][0]} 기사도 보세요. 77억원이면 부산시도 하겠다.\n답글 0\n김**\n대구 수성구는 5억원으로 했는데요.\n",
        "no label": f"{text}\n" + "\n".join(f"{head}\n{head}\n{start}" for head, start in others),
        "sections and photos": f"닫기\n{text}\n\n주요기사\n"
        + "\n".join(f"[사회] {head}" for head, _ in others)
        + f"\n\n오늘의 포토\n이전\n다음\nPhoto News\n{others[0][1]}",
        "dated ranking": f"구독신청\n{text}\nⓒ 무단전재 및 재배포 금지\n가장 많이 읽은 기사\n"
        + "\n".join(
            f"{number}위\n{head}\n2024-03-0{number}\n{start}…" for number, (head, start) in enumerate(others, 1)
        ),
    }
    return comment + pages[kind]


KINDS = [
    "menus, weather, ranking",
    "headlines with beginnings",
    "related and popular",
    "ranking above",
    "comments",
    "no label",
    "sections and photos",
    "dated ranking",
]


def facts(extraction: Extraction) -> set[object]:
    return (
        {(budget.amount_krw, budget.role) for budget in extraction.budgets}
        | {place.region for place in extraction.places}
        | {initiative.name for initiative in extraction.initiatives}
        | {(extraction.title, extraction.publisher, extraction.published_on, extraction.primary_regions)}
    )


@pytest.mark.parametrize("kind", KINDS)
def test_furniture_changes_no_fact(kind: str) -> None:
    different = {}
    for index, text in enumerate(TEXTS):
        clean, page = (
            facts(extract_document(text, document_id="d")),
            facts(extract_document(wrapped(kind, index), document_id="d")),
        )
        if clean != page:
            different[DOCUMENTS[index]["doc"]] = clean ^ page
    # One article in twenty may differ by a fact or two: pages without any label cannot all be told apart.
    assert len(different) <= len(TEXTS) // 20 + 1, different
