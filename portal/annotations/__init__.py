"""Annotations: a practitioner's shared words on a passage of a client's own, and the replies."""
