"""The facts of an extraction as plain rows, one list per kind: what is stored, reviewed and compared."""

from __future__ import annotations

from typing import Any

from warehouse.documents.model import Extraction, Witness

Row = dict[str, Any]


def fact_rows(extraction: Extraction) -> dict[str, list[tuple[Witness, object, Row]]]:
    """Kind → (witness, what the fact says, its columns)."""
    return {
        "budgets": [
            (
                b.witness,
                (b.amount_krw, b.role),
                {
                    "amount_krw": b.amount_krw,
                    "role": b.role,
                    "label": b.label,
                    "fiscal_year": b.fiscal_year,
                    "organisation": b.organisation,
                    "funding": b.funding,
                    "is_approximate": b.approximate,
                    "is_suspect": b.suspect,
                    "corrected_krw": b.corrected_krw,
                },
            )
            for b in extraction.budgets
        ],
        "initiatives": [
            (
                i.witness,
                i.name,
                {
                    "name": i.name,
                    "owner": i.owner,
                    "region_codes": list(i.region_codes),
                    "technologies": list(i.technologies),
                    "target": i.target,
                    "partner": i.partner,
                    "status": i.status,
                    "timing": i.timing,
                },
            )
            for i in extraction.initiatives
        ],
        "places": [
            (
                p.witness,
                p.region_code or p.mention,
                {
                    "region_code": p.region_code,
                    "region": p.region,
                    "is_primary": p.primary,
                    "resolution": p.resolution,
                    "is_unresolved": p.unresolved,
                },
            )
            for p in extraction.places
        ],
        "counts": [
            (c.witness, (c.value, c.unit), {"value": float(c.value), "unit": c.unit, "what": c.what})
            for c in extraction.counts
        ],
        "reconciliations": [
            (
                r.witness,
                (r.kind, r.expected, r.terms),
                {
                    "kind": r.kind,
                    "terms": [float(term) for term in r.terms],
                    "expected": float(r.expected),
                    "holds": r.holds,
                    "difference": float(r.difference),
                    "label": r.label,
                    "term_quotes": [witness.quote for witness in r.term_witnesses],
                },
            )
            for r in extraction.reconciliations
        ],
    }


def witness_columns(witness: Witness) -> Row:
    """Where the fact stands, in the words of the raw tables."""
    return {
        "line_number": witness.line,
        "span_start": witness.start,
        "span_end": witness.end,
        "quote": witness.quote,
        "rule": witness.rule,
        "confidence": witness.confidence,
    }
