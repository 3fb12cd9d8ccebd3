"""Own expectations for Great Expectations, one per file; imported only where a gate runs (the import is slow)."""
