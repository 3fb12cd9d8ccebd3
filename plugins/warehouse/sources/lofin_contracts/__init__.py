"""지방재정365 계약현황: contracts, above all those outside G2B."""
