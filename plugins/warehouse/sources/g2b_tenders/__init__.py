"""나라장터 입찰공고: tenders for services."""
