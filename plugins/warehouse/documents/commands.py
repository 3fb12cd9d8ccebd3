"""The command `warehouse extract FILE…`: facts as JSON Lines, or the article with its facts marked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from warehouse.documents.explain import html_page, terminal_view
from warehouse.documents.extract import extract_document, to_prediction_lines
from warehouse.documents.model import Extraction
from warehouse.documents.reading import MAXIMUM_BYTES
from warehouse.errors import DocumentError, WarehouseError

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="Articles as .txt or .html.", show_default=False)],
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each article with its facts marked instead of JSON Lines.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write the marked articles to this HTML page.")
    ] = None,
) -> None:
    """Read articles into facts; exit code 1 when any file could not be read."""
    extractions: list[Extraction] = []
    failed = False
    for file in files:
        try:
            extraction = extract_file(file)
        except WarehouseError as error:
            print(f"{file}: {error}", file=sys.stderr)
            failed = True
            continue
        extractions.append(extraction)
        if explain:
            _show(extraction)
        else:
            for line in to_prediction_lines(extraction):
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    if html is not None:
        try:
            html.write_text(html_page(extractions), encoding="utf-8")
        except OSError as error:
            print(f"{html}: the page cannot be written ({error.strerror}).", file=sys.stderr)
            failed = True
    if failed:
        raise typer.Exit(1)


def extract_file(file: Path) -> Extraction:
    """The facts of a file; its stem is the document's id."""
    try:
        if file.stat().st_size > MAXIMUM_BYTES:
            raise DocumentError("The file is larger than 10 MB.", remedy="Split it or leave it out.")
        content = file.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"The file cannot be read ({error.strerror}).", remedy="Check its name and permissions."
        ) from error
    media_type = "text/html" if file.suffix.lower() in (".html", ".htm", ".xhtml") else None
    return extract_document(content, document_id=file.stem, media_type=media_type)


def _show(extraction: Extraction) -> None:
    from rich.console import Console

    Console().print(terminal_view(extraction))


def main() -> None:
    """Run the command by itself."""
    typer.run(extract)
