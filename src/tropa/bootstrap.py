"""The composition root: the one file that knows which adapter stands behind which port."""
