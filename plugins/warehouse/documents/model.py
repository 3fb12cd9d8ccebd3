"""What an article says, as plain immutable records; every fact carries the witness that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from warehouse.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAXIMUM_QUOTE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Witness:
    """The exact characters of one line that state a fact."""

    line: int
    start: int
    end: int
    quote: str
    rule: str
    confidence: float

    def __post_init__(self) -> None:
        if not self.quote.strip() or len(self.quote) > MAXIMUM_QUOTE_LENGTH or "\n" in self.quote:
            raise DocumentError(f"A quote must be 1 to {MAXIMUM_QUOTE_LENGTH} characters of one line.")
        if self.end - self.start != len(self.quote) or self.start < 0 or self.line < 1:
            raise DocumentError("A quote must be as long as its span.")
        if not 0.0 <= self.confidence <= 1.0:
            raise DocumentError("A confidence lies between 0 and 1.")


@dataclass(frozen=True, slots=True)
class Budget:
    """One amount of money stated in the document."""

    amount_krw: int
    role: str
    label: str
    fiscal_year: str | None
    organisation: str | None
    funding: str | None
    approximate: bool
    suspect: bool
    corrected_krw: int | None
    witness: Witness


@dataclass(frozen=True, slots=True)
class Initiative:
    """One programme, system, service or education scheme with a digital element."""

    name: str
    owner: str | None
    regions: tuple[str, ...]
    region_codes: tuple[str, ...]
    technologies: tuple[str, ...]
    target: str | None
    partner: str | None
    status: str
    timing: str | None
    witness: Witness


@dataclass(frozen=True, slots=True)
class Place:
    """One local government named in the document, resolved as of the document's date."""

    region: str | None
    region_code: str | None
    primary: bool
    resolution: str
    unresolved: bool
    witness: Witness
    mention: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number and its unit beside a programme."""

    value: float
    unit: str
    what: str
    witness: Witness


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An arithmetic claim of the document and whether it holds."""

    kind: str
    terms: tuple[float, ...]
    expected: float
    holds: bool
    difference: float
    label: str
    term_witnesses: tuple[Witness, ...]
    witness: Witness


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one document; refuses to exist when a witness does not match the text."""

    document_id: str
    url: str | None
    title: str | None
    publisher: str | None
    published_on: date | None
    primary_regions: tuple[str, ...]
    body_line_numbers: tuple[int, ...]
    text: str
    text_sha256: str
    budgets: tuple[Budget, ...]
    initiatives: tuple[Initiative, ...]
    places: tuple[Place, ...]
    counts: tuple[Count, ...]
    reconciliations: tuple[Reconciliation, ...]
    extractor_version: str

    def __post_init__(self) -> None:
        lines = self.text.split("\n")
        for witness in self.witnesses():
            if witness.line > len(lines) or lines[witness.line - 1][witness.start : witness.end] != witness.quote:
                raise DocumentError(
                    f"Document {self.document_id}: a witness of rule {witness.rule} is not in the text at its span."
                )

    def witnesses(self) -> Iterator[Witness]:
        """Every witness of every fact, in the order of the facts."""
        for facts in (self.budgets, self.initiatives, self.places, self.counts):
            for fact in facts:
                yield fact.witness
        for claim in self.reconciliations:
            yield claim.witness
            yield from claim.term_witnesses
