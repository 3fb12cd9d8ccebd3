"""나라장터 수요기관: the directory that leads from institution codes to districts."""
