"""Running the warehouse as a team: containers, back-ups, metrics, lineage, logs."""
