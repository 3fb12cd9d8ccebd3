"""All sources: every folder here that has a contract, validated when it is first asked for."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from warehouse import sources
from warehouse.errors import SettingsError
from warehouse.sources.contract import SourceContract, TableContract


@cache
def all_contracts() -> tuple[SourceContract, ...]:
    """Every contract, by name."""
    found: dict[str, SourceContract] = {}
    tables: dict[str, tuple[TableContract, str]] = {}
    for module in pkgutil.iter_modules(sources.__path__):
        if not module.ispkg or module.name == "families":
            continue
        contract: SourceContract = importlib.import_module(f"{sources.__name__}.{module.name}.contract").CONTRACT
        if contract.name != module.name:
            raise SettingsError(
                f"Folder sources/{module.name} holds the contract of {contract.name!r}.", remedy="Name them alike."
            )
        for table in contract.tables:
            known, owner = tables.setdefault(table.name, (table, contract.name))
            if known is not table:  # the very same contract may be filled by several sources (articles)
                raise SettingsError(f"Raw table {table.name} belongs to {owner} and to {contract.name}.")
        found[contract.name] = contract
    return tuple(found[name] for name in sorted(found))


def contract(name: str) -> SourceContract:
    """The contract of one source."""
    for one in all_contracts():
        if one.name == name:
            return one
    known = ", ".join(one.name for one in all_contracts())
    raise SettingsError(f"There is no source {name!r}.", remedy=f"Known sources: {known}.")
