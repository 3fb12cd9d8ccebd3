"""`python -m warehouse.sample --port N`: the sample sources until interrupted."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from warehouse.sample.server import LOOPBACK, SampleServer
from warehouse.settings import load_settings


def main(
    port: Annotated[int | None, typer.Option(help="Port on loopback; 0 takes a free one.")] = None,
    host: Annotated[str, typer.Option(help="Where to listen; containers need more than loopback.")] = LOOPBACK,
    fault: Annotated[list[str] | None, typer.Option(help="Plant a fault (may stand several times).")] = None,
) -> None:
    """Serve the sample sources."""
    server = SampleServer(load_settings().sample_port if port is None else port, host=host, faults=fault)
    typer.echo(f"sample sources at {server.base_url} (made-up data)")
    with suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    typer.run(main)
