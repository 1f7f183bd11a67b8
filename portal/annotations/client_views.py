"""Pages of the client for annotations."""

from portal.access.door import Door

door = Door("client_annotations", __name__, prefix="/my")
