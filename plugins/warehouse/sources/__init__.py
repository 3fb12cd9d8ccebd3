"""Where numbers come from: one folder per source, with its contract, fetch, parse and README."""
