"""A passkey in software, for tests without a browser: makes keys, and answers as a device would."""

import base64
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.visitor import Visitor

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
ORIGIN = "http://localhost"


@dataclass
class SoftKey:
    """A device with one passkey. What a test does not say is as it should be."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    owner: str = ""
    uses: int = 0

    def make(self, question: dict[str, Any], *, verified: bool = True) -> str:
        """Answer to a question for a new passkey."""
        self.owner = question["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        x, y = (part.to_bytes(32, "big") for part in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        told = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        data = self._data(question["rp"]["id"], verified=verified, told=told)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = _said("webauthn.create", question["challenge"], ORIGIN)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def prove(
        self,
        question: dict[str, Any],
        *,
        verified: bool = True,
        origin: str = ORIGIN,
        host: str = "",
        counting: bool = True,
    ) -> str:
        """Answer to a question for a proof; with `counting` off the device counts no uses."""
        self.uses += counting
        data = self._data(host or question["rpId"], verified=verified)
        said = _said("webauthn.get", question["challenge"], origin)
        signed = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=said, authenticatorData=data, signature=signed, userHandle=self.owner
        )

    def _data(self, host: str, *, verified: bool, told: bytes = b"") -> bytes:
        flags = PRESENT | (VERIFIED if verified else 0) | (WITH_KEY if told else 0)
        count = self.uses.to_bytes(4, "big")
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + count + told

    def _answer(self, **response: bytes | str) -> str:
        name = _text(self.credential_id)
        parts = {
            part: value if isinstance(value, str) else _text(value)
            for part, value in response.items()
        }
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


def question_on(visitor: Visitor, address: str) -> dict[str, Any]:
    """Return what the page at an address asks of a browser's passkeys."""
    found = re.search(r'data-question="([^"]+)"', visitor.get(address).text)
    assert found, f"{address} asks for no passkey"
    question: dict[str, Any] = json.loads(unescape(found[1]))
    return question


def _said(what: str, challenge: str, origin: str) -> bytes:
    said = {"type": what, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(said).encode()


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
