"""Pages of the practitioner for reflections."""

from portal.access.door import Door

door = Door("practitioner_reflections", __name__, prefix="/practice")
