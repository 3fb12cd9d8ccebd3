"""The load transaction: archive, raw zone, and the one rename that makes a load visible."""
