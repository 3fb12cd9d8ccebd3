"""나라장터 계약: contracts for services."""
