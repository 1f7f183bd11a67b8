"""The append-only, hash-chained record of who did and opened what, and when; never of content."""
