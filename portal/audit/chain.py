"""How an audit event follows from the one before it: a hash over its fields and that hash."""

import hashlib
import json

from portal.audit.models import AuditEvent

START = b"\x00" * 32
"""What the first event of a chain follows."""


def hash_of(event: AuditEvent) -> bytes:
    """Return SHA-256 over the previous hash and the event's fields in a fixed order."""
    fields = [
        str(event.chain_id),
        event.sequence,
        str(event.practice_id),
        str(event.client_id),
        str(event.actor_id),
        str(event.kind),
        str(event.subject_id),
        event.request_id,
        event.at.isoformat(timespec="microseconds"),
    ]
    canonical = json.dumps(fields, separators=(",", ":")).encode()
    return hashlib.sha256(event.previous_hash + canonical).digest()
