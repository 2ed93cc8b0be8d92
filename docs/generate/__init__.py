"""The pages of the reference that the code writes itself, each a function from code to Markdown."""
