"""서울 열린데이터광장: any service by its name."""
