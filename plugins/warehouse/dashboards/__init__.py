"""The dashboards: datasets, charts and layouts as short files, expanded to Apache Superset's import format."""
