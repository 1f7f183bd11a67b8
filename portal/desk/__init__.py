"""What waits for whom: the practitioner's desk and client page, and the client's Today."""
