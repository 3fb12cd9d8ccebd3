"""Every night: a complete back-up, read again at once."""

from warehouse.orchestration.backup_dag import backup_dag

backup = backup_dag()
