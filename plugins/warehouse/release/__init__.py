"""From raw tables to an audited, published release: build, copy, audit, swap, files, rollback."""
