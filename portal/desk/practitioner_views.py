"""Pages of the practitioner for desk."""

from portal.access.door import Door

door = Door("practitioner_desk", __name__, prefix="/practice")
