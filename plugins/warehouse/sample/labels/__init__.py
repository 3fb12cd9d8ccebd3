"""The truth about the money trail, for measuring who finds it."""
