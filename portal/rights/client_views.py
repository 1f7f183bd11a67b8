"""Pages of the client for rights."""

from portal.access.door import Door

door = Door("client_rights", __name__, prefix="/my")
