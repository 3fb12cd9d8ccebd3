"""Following the won: which announcement, budget line and purchase are one thing, with what probability and why."""
