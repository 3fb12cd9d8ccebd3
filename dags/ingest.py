"""One DAG per source contract: extract, load, report. The contracts say what, when and how."""

from warehouse.orchestration.ingest_dag import ingest_dag
from warehouse.sources.registry import all_contracts

for contract in all_contracts():
    globals()[f"ingest_{contract.name}"] = ingest_dag(contract)
