"""Pages of the practitioner for reports."""

from portal.access.door import Door

door = Door("practitioner_reports", __name__, prefix="/practice")
