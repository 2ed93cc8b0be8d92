"""The scenario as a picture: laid out by its own structure, every branch labelled, loops visible."""
