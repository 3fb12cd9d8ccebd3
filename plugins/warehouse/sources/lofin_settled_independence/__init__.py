"""지방재정365 재정자립도(결산): fiscal independence by the settlement."""
