"""The warehouse of the digital-innovation initiatives of Korea's local governments."""
