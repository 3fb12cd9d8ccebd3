"""`warehouse baselines list|approve`: what is usual, and making an unusual value the new normal."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from warehouse.settings import Language, load_settings

application = typer.Typer(no_args_is_help=True, help="기준선 · what is usual")


@application.command("list")
def list_all(
    waiting: Annotated[bool, typer.Option("--waiting", help="승인할 수 있는 값만 · only what can be approved")] = False,
) -> None:
    """기준선과 벗어난 값 · what is usual, and beside it the last value that was not."""
    from warehouse.quality.baselines import list_baselines
    from warehouse.quality.history import opened

    table = Table("check", "metric", "season", "보통 · usual", "n", "벗어난 값 · unusual", "승인 · approved")
    with opened(load_settings()) as connection:
        for row in list_baselines(connection):
            if waiting and not row["can_approve"]:
                continue
            approved = f"{row['approved_by']}: {row['reason']}" if row["approved_at"] else ""
            usual = f"{_figure(row['lower_bound'])} – {_figure(row['upper_bound'])}"
            unusual = _figure(row["value"]) if row["can_approve"] else ""
            count = str(row["observation_count"] or 0)
            table.add_row(row["check_id"], row["metric"], row["season"], usual, count, unusual, approved)
    Console().print(table)


@application.command()
def approve(
    check_id: Annotated[str, typer.Argument(help="raw.<table>.<rule>, marts.<table>.<rule>")],
    why: Annotated[str, typer.Option(help="까닭 · the reason")],
    by: Annotated[str, typer.Option(help="누가 · who decides; default: this account")] = "",
    season: Annotated[str, typer.Option(help="계절 · only values of this season")] = "all",
    metric: Annotated[str | None, typer.Option(help="지표 · only this metric")] = None,
) -> None:
    """마지막으로 벗어난 값을 새 기준으로 · make the value that failed last the new normal, with who and why."""
    from warehouse.quality.baselines import approve as approve_value
    from warehouse.quality.history import opened

    by = by or getpass.getuser()
    settings = load_settings()
    with opened(settings) as connection:
        approval = approve_value(connection, check_id, who=by, why=why, season=season, metric=metric)
    done = "새 기준" if settings.language is Language.KO else "the new normal"
    typer.echo(f"{check_id}: {done} {_figure(approval.lower)} – {_figure(approval.upper)} ({by}: {why})")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
