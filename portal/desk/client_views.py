"""Pages of the client for desk."""

from portal.access.door import Door

door = Door("client_desk", __name__, prefix="/my")
