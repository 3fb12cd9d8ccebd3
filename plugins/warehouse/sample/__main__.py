"""`python -m warehouse.sample --port N`: the sample sources until interrupted."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from warehouse.sample.server import SampleServer
from warehouse.settings import load_settings


def main(
    port: Annotated[int | None, typer.Option(help="Port on loopback; 0 takes a free one.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="Plant a fault (may stand several times).")] = None,
) -> None:
    """Serve the sample sources on loopback."""
    server = SampleServer(load_settings().sample_port if port is None else port, faults=fault)
    typer.echo(f"sample sources at {server.base_url} (made-up data)")
    with suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    typer.run(main)
