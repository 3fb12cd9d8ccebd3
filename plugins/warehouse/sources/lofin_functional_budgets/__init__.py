"""지방재정365 기능별 세출예산: the original budget by function."""
