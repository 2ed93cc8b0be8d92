"""Journeys as tables: what a spreadsheet shows of a journey, and what a journey is made of a spreadsheet."""
