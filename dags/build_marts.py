"""Build, copy, audit, approve, publish, report: started by any new raw table, one at a time."""

from warehouse.orchestration.build_dag import build_marts_dag

build_marts = build_marts_dag()
