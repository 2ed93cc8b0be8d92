"""What every engine counts with: the meaning of questions in NumPy, over any log sorted by customer and time."""
