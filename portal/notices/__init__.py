"""Content-free mail: an outbox in the same transaction as its cause, and the only sender."""
