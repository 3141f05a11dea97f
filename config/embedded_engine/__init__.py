"""Django's PostgreSQL engine that starts the embedded server at the first connection."""
