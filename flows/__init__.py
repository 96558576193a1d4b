"""What runs, in what order: Prefect flows and tasks, nothing else."""
