"""Questions to a log and what can honestly be said in answer."""
