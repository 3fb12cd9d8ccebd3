"""What the DAGs are made of: their shapes, and the tasks that call the rooms."""
