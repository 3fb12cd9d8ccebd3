"""Articles into facts, each tied to the characters that state it."""
