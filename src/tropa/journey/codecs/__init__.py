"""Codecs: how each kind of value is read from a node, written back, and told to editors."""
