"""The extractor against the annotated articles of the shared folder and our own, scored by the shared scorer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from warehouse.documents import extract_document, to_prediction_lines
from warehouse.settings import PROJECT_ROOT

GOLD = PROJECT_ROOT.parent / "shared" / "gold"
OWN = Path(__file__).with_name("articles") / "articles.yaml"
needs_gold = pytest.mark.skipif(not (GOLD / "score.py").exists(), reason="the shared gold folder is not here")

# Least F1 per kind. Below the figures of the README, so that an honest improvement elsewhere does not break them.
CLEAN = {"budget": 0.97, "budget+role": 0.93, "region": 0.97, "meta": 0.95, "initiative": 0.78, "reconciliation": 0.72}
CASES = {
    "seeds": (GOLD / "seeds.yaml", CLEAN),
    "dev": (GOLD / "dev.yaml", CLEAN),
    "dev_noisy": (GOLD / "dev_noisy.yaml", CLEAN),
    "own": (OWN, CLEAN),
}


def predictions(gold: Path) -> list[dict]:
    documents = yaml.safe_load(gold.read_text(encoding="utf-8"))["docs"]
    lines: list[dict] = []
    for document in documents:
        content = (gold.parent / document["file"]).read_bytes()
        lines.extend(to_prediction_lines(extract_document(content, document_id=document["doc"])))
    return lines


@needs_gold
@pytest.mark.parametrize("name", CASES)
def test_scores_stay_above_their_floor(name: str, tmp_path: Path) -> None:
    gold, floors = CASES[name]
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(
        "\n".join(json.dumps(line, ensure_ascii=False) for line in predictions(gold)), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, str(GOLD / "score.py"), str(gold), str(predicted), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    scores = json.loads(done.stdout)
    below = {kind: (scores[kind]["f1"], floor) for kind, floor in floors.items() if scores[kind]["f1"] < floor}
    assert not below, below
    assert scores["attributes"]["evidence_valid"] == 1.0


@needs_gold
def test_page_furniture_changes_no_fact() -> None:
    clean = {
        (line["doc"][-3:], line["kind"], json.dumps(_value(line), ensure_ascii=False))
        for line in predictions(GOLD / "dev.yaml")
    }
    wrapped = {
        (line["doc"][-3:], line["kind"], json.dumps(_value(line), ensure_ascii=False))
        for line in predictions(GOLD / "dev_noisy.yaml")
    }
    different = clean ^ wrapped
    assert len(different) <= 0.02 * len(clean), sorted(different)[:20]


def _value(line: dict) -> object:
    return {key: value for key, value in line.items() if key not in ("doc", "line", "evidence")}


@needs_gold
def test_the_seed_with_a_typing_error_in_its_amounts() -> None:
    seed = next((GOLD.parent / "seeds").glob("004_*.txt"))
    extraction = extract_document(seed.read_bytes(), document_id="seed_004")
    by_amount = {budget.amount_krw: budget for budget in extraction.budgets}
    assert by_amount[345_900_000_000].role == "total"
    assert {by_amount[won].role for won in (175_300_000_000, 106_700_000_000, 63_900_000_000)} == {"component"}
    assert by_amount[784].suspect and by_amount[784].corrected_krw == 78_400_000_000
    assert not any(budget.suspect for won, budget in by_amount.items() if won != 784)
    assert not {186_000_000_000, 5_000_000_000, 177_300_000_000} & set(by_amount)


@needs_gold
def test_no_seed_takes_a_fact_from_page_furniture() -> None:
    for seed in (GOLD.parent / "seeds").glob("*.txt"):
        extraction = extract_document(seed.read_bytes(), document_id=seed.stem)
        body = {*extraction.body_line_numbers}
        last = max(body)
        assert all(witness.line <= last for witness in extraction.witnesses())
        assert not {186_000_000_000, 5_000_000_000, 177_300_000_000} & {
            budget.amount_krw for budget in extraction.budgets
        }


@needs_gold
def test_gwangju_of_the_second_seed_is_the_metropolis() -> None:
    seed = next((GOLD.parent / "seeds").glob("001_*.txt"))
    extraction = extract_document(seed.read_bytes(), document_id="seed_001")
    assert extraction.primary_regions == ("광주광역시",)
    assert {place.region for place in extraction.places} == {"광주광역시"}


def test_own_articles_without_the_scorer() -> None:
    """Money and places of our own articles, also where the shared folder is absent."""
    documents = yaml.safe_load(OWN.read_text(encoding="utf-8"))["docs"]
    assert len(documents) >= 10
    wrong = []
    for document in documents:
        extraction = extract_document((OWN.parent / document["file"]).read_bytes(), document_id=document["doc"])
        amounts = sorted(budget.amount_krw for budget in extraction.budgets)
        expected = sorted(budget["amount_krw"] for budget in document["budgets"])
        places = {place.region for place in extraction.places if place.region}
        needed = {region["resolved"] for region in document["regions"] if not region.get("optional")}
        allowed = {region["resolved"] for region in document["regions"]}
        if amounts != expected or not needed <= places <= allowed:
            wrong.append((document["doc"], amounts, expected, places))
    assert len(wrong) <= len(documents) // 10, wrong
