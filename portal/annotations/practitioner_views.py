"""Pages of the practitioner for annotations."""

from portal.access.door import Door

door = Door("practitioner_annotations", __name__, prefix="/practice")
