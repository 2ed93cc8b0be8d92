"""Small, sourced statistics: intervals and survival curves."""
