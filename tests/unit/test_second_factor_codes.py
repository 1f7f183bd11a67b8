"""Codes of an app, recovery codes and the picture of a key: plain arithmetic."""

import re
import uuid

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from portal.sign_in.factors import qr, recovery, totp

MAREN, NOOR = uuid.UUID(int=1), uuid.UUID(int=2)


def test_recovery_codes_forgive_how_they_are_copied() -> None:
    code = "0123-4567-89ab-cdef-ghjk-mnpq"

    kept = recovery.hash_of(MAREN, code)

    for typed in ("O123 4567 89AB CDEF GHJK MNPQ", "oi23456789abcdefghjkmnpq", f"  {code} "):
        assert recovery.hash_of(MAREN, typed) == kept
    assert recovery.hash_of(NOOR, code) != kept


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, the last six of the eight digits."""
    seed = b"12345678901234567890"

    shown = [totp.code_at(seed, at // totp.SECONDS) for at in (59, 1111111109, 20000000000)]

    assert shown == ["287082", "081804", "353130"]


def test_an_app_reads_from_the_picture_whose_account_it_is() -> None:
    address = totp.address_of(b"\0" * 20, account="maren@example.org", issuer="Harbour Lane")

    assert address == (
        "otpauth://totp/Harbour%20Lane:maren@example.org?secret="
        + "A" * 32
        + "&issuer=Harbour%20Lane&digits=6&period=30"
    )


def test_the_picture_has_the_three_corners_of_a_qr_code() -> None:
    size, path = qr.drawing_of("otpauth://totp/x")

    assert "M4 4h7v1h-7z" in path
    assert f"M{size - 11} 4h7v1h-7z" in path
    assert f"M4 {size - 5}h7v1h-7z" in path


def test_the_picture_has_every_dark_square_once() -> None:
    words = "otpauth://totp/Harbour%20Lane:maren@example.org?secret=" + "A" * 32
    code = QRCode(error_correction=ERROR_CORRECT_M, border=qr.QUIET)
    code.add_data(words)
    matrix = code.get_matrix()

    drawn = [[False] * len(matrix) for _ in matrix]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", qr.drawing_of(words).path):
        for column in range(int(x), int(x) + int(length)):
            assert not drawn[int(y)][column]
            drawn[int(y)][column] = True

    assert drawn == matrix
