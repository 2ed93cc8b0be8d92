"""Ports: the protocols through which the pure rooms meet the world, each with its laws."""
