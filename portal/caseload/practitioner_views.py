"""Pages of the practitioner for caseload."""

from portal.access.door import Door

door = Door("practitioner_caseload", __name__, prefix="/practice")
