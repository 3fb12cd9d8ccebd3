"""Every night: retention, vacuum, waiting mails, and a check of the release that is being served."""

from warehouse.orchestration.upkeep_dag import upkeep_dag

upkeep = upkeep_dag()
