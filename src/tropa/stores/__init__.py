"""Where the state of running journeys is kept: in memory, in SQLite, in PostgreSQL."""
