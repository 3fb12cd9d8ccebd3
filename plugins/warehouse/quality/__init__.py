"""Gates, quarantine and the history of checks."""
