"""What Flask-Security is told: our addresses, our pages, our words, and argon2."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _

NOT_TOGETHER = _(
    "That email address and password don’t belong together here. Look at both once more."
)
EFFORT = {"argon2__memory_cost": 64 * 1024, "argon2__time_cost": 3, "argon2__parallelism": 4}
"""64 MiB and three passes. Raise it, and each password is hashed anew when it next signs in."""

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": EFFORT,
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFC",  # as passwords.normal: what was set opens the door
    "SECURITY_HASHING_SCHEMES": ["hex_sha256"],  # of an argon2 hash: a slow one tells who is known
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_RESET_URL": "/forgotten",
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(minutes=30),
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_FLASH_MESSAGES": False,  # answers.py has the words
    "SECURITY_AUTO_LOGIN_AFTER_RESET": False,
    "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_POST_RESET_VIEW": "/sign-in",
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_USE_VERIFY_PASSWORD_CACHE": False,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {
        "second_step": "portal.sign_in.factors.second_step.SecondStep"
    },
    "SECURITY_CLI_USERS_NAME": None,  # its commands know neither practice nor commit; cli/ has ours
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_LOGIN_USER_TEMPLATE": "sign_in/sign_in.html",
    "SECURITY_FORGOT_PASSWORD_TEMPLATE": "sign_in/forgotten.html",
    "SECURITY_RESET_PASSWORD_TEMPLATE": "sign_in/new_password.html",
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": lambda address: address, "case_insensitive": False}}
    ],
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (NOT_TOGETHER, "error"),
}
