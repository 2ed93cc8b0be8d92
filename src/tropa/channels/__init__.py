"""Channels: each carries messages to customers, behind ``ports.channel``."""
