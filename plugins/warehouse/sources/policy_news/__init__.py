"""정책브리핑 정책뉴스: policy news of central ministries."""
