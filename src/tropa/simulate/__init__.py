"""Imagined customers: how they behave, what they do, and the forecast that comes of many of them."""
