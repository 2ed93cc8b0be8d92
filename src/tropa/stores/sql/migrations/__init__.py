"""How the schema came to be, one step a file; once released a step is never changed."""
