"""Pages of the client for journey."""

from portal.access.door import Door

door = Door("client_journey", __name__, prefix="/my")
