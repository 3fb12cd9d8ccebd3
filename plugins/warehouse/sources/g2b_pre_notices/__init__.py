"""나라장터 사전규격: specifications published before a tender."""
