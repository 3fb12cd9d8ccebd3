"""지방재정365 재정자립도(당초예산): fiscal independence by the original budget."""
