"""Passkeys (WebAuthn): what a browser is asked for, and whether its answer is true.

A passkey lies in the device, can be found without a name, and asks for a finger, a face or a PIN:
that makes it two factors in one.
"""

import uuid
from dataclasses import dataclass
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

MILLISECONDS = 5 * 60 * 1000
"""How long a browser may wait for somebody to find their finger."""

ASKED = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED,
    require_resident_key=True,
    user_verification=UserVerificationRequirement.REQUIRED,
)
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, UnsupportedAlgorithm)
"""What the library raises over an answer that no browser gives; RecursionError comes apart."""


class NotProven(Exception):
    """The answer of a browser proves nothing."""


@dataclass(frozen=True)
class Party:
    """Whom a passkey is for: this portal, at the one address that it is reached by."""

    name: str
    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @classmethod
    def at(cls, public_url: str, name: str) -> Self:
        """Return the party behind a public address."""
        parts = urlsplit(public_url)
        return cls(name, f"{parts.scheme}://{parts.netloc}")


class NewKey(NamedTuple):
    """What a device tells of a passkey that it has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


class Claim(NamedTuple):
    """What a browser says, not yet proven: which passkey, and whose (if it says so)."""

    credential_id: bytes
    owner: bytes | None


def to_make(
    party: Party, challenge: bytes, *, user_id: uuid.UUID, email: str, known: list[bytes]
) -> str:
    """Return what to ask a browser for a new passkey, as JSON; devices with a known one refuse."""
    return options_to_json(
        generate_registration_options(
            rp_id=party.host,
            rp_name=party.name,
            user_id=user_id.bytes,
            user_name=email,
            user_display_name=email,
            challenge=challenge,
            timeout=MILLISECONDS,
            authenticator_selection=ASKED,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
    )


def to_prove(party: Party, challenge: bytes) -> str:
    """Return what to ask a browser for a proof, as JSON; nobody is named, so nobody is told of."""
    return options_to_json(
        generate_authentication_options(
            rp_id=party.host,
            challenge=challenge,
            timeout=MILLISECONDS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def made(party: Party, challenge: bytes, answer: str) -> NewKey:
    """Return the passkey that a browser made. Raises NotProven."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (*UNREADABLE, RecursionError) as problem:
        raise NotProven from problem
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def claim_in(answer: str) -> Claim:
    """Return which passkey an answer speaks of. Raises NotProven."""
    try:
        credential = parse_authentication_credential_json(answer)
    except (*UNREADABLE, RecursionError) as problem:
        raise NotProven from problem
    return Claim(credential.raw_id, credential.response.user_handle)


def proven(party: Party, challenge: bytes, answer: str, known: NewKey) -> int:
    """Return the new count of a passkey's uses. Raises NotProven.

    A count that did not go on means that the passkey was copied.
    """
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (*UNREADABLE, RecursionError) as problem:
        raise NotProven from problem
    return found.new_sign_count
