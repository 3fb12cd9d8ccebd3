"""What the warehouse needs around it when nobody provides it: PostgreSQL, a mail sink, Airflow's environment."""
