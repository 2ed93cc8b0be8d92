"""The rules of running, pure: one run decided, and what may be sent to whom and when."""
