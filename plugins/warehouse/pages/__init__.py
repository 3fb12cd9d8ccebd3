"""The quality page inside Airflow: loads, releases, checks, quarantine, baselines, sources."""
