"""Pictures of answers: each beside the table that says the same in figures."""
