"""Servers on loopback that answer as the real sources do, with made-up data that says so."""
