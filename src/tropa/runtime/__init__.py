"""Use cases: the loops and sequences that join pure rooms to ports."""
