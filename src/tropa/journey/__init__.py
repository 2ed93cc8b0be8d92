"""The journey language: model, text, conditions, schema."""
