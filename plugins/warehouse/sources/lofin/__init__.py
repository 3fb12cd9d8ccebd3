"""지방재정365 세부사업별 세출현황: the official budget, project line by project line."""
