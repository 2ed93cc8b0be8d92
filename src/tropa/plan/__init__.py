"""From a journey to a plan: what to listen for, in what order, as data."""
