"""What changed between two definitions, for people: in words, and on both maps laid over each other."""
