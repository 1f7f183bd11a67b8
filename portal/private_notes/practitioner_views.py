"""Pages of the practitioner for private notes."""

from portal.access.door import Door

door = Door("practitioner_private_notes", __name__, prefix="/practice")
