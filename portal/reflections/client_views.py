"""Pages of the client for reflections."""

from portal.access.door import Door

door = Door("client_reflections", __name__, prefix="/my")
