"""KOSIS 인구: residents by municipality, Statistics Korea's table."""
