"""Tropa: a customer journey as one definition, held against real events."""

__version__ = "0.1.0"
