"""나라장터 발주계획: what local governments plan to order."""
