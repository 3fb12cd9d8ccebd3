"""지방재정365 세출결산: what was spent, by function."""
