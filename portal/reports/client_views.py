"""Pages of the client for reports."""

from portal.access.door import Door

door = Door("client_reports", __name__, prefix="/my")
