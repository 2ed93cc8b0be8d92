"""The model of the language: one frozen record for each thing a file can say."""
