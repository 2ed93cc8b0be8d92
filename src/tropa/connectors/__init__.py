"""Where events come from: a folder a kind."""
