"""How each family of APIs is asked: one module per family, steered by the options in a source's contract."""
