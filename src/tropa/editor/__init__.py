"""The language server: what the reader and the linter know, told while somebody types.

All but ``wire`` and ``server`` knows nothing of the protocol and of pygls, which is the extra ``editor``.
"""
