"""서울시 정보화사업: the yearly list of projects, as a file."""
