"""What a client may insist on: consent that is versioned, and knowing who opened what."""
