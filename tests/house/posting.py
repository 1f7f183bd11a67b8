"""Valid fields for every form that needs some, by its endpoint."""

from typing import Any

from flask import Flask

from portal import clock
from portal.access.door import session
from portal.access.scope import portal_itself
from portal.accounts.queries import find_user
from portal.psychometrics.catalogue import instrument
from portal.rights import consent
from tests.cast import PASSWORD

TODAY = clock.today("Europe/London").isoformat()
WORDS = "Something that was on my mind."
WORDING = {"title": "Evenings", "words_1": WORDS, "low_1": "never", "high_1": "always"}
CORE_10 = {"slug": "core-10", "version": instrument("core-10").version}


def id_of(email: str) -> str:
    """Return the id of one of the cast, as a form holds it."""
    with portal_itself(session(), "tests"):
        found = find_user(session(), email)
    assert found is not None
    return str(found.id)


FIELDS: dict[str, dict[str, Any]] = {
    "client_annotations.reply": {"body": WORDS},
    "client_answering.save": {"edition": 2, "question": 1, "answer-1": "2"},
    "client_answering.send": {"edition": 2, "remark": WORDS},
    "client_invitations.answer": {"invitation": "none of theirs", "says": "yes"},
    "client_journey.set_goal": {"words": WORDS},
    "client_journey.change_goal": {"state": "done"},
    "client_reflections.begin": {"key": "a-form-of-its-own", "do": "keep", "body": WORDS},
    "client_reflections.save": {"do": "keep", "version": 1, "body": WORDS},
    "client_reflections.quoting": {"is_quotable": "y"},
    "client_measures.begin": {"pace": "one"},
    "client_measures.choose_showing": {"showing": "together"},
    "client_own_measures.propose": WORDING,
    "client_own_measures.change": WORDING,
    "practice_licences.state": CORE_10,
    "practice_licences.take_back": CORE_10,
    "practitioner_own_measures.propose": WORDING,
    "practitioner_own_measures.change": WORDING,
    "practitioner_measures.assign": {
        "measure": "gad-7",
        "rhythm": "once",
        "every": 2,
        "days_before": 3,
        "starts_on": TODAY,
        "scores": "together",
    },
    "practitioner_scores.type_score": {
        "measure": "phq-9",
        "score": "11",
        "on": "2026-01-02",
        "source": WORDS,
    },
    "practitioner_prompts.put_aside": {"prompt": "of no score", "reason": WORDS},
    "practitioner_away.name_cover": {
        "colleague": lambda: id_of("tobias@example.org"),
        "start": "2030-01-02",
        "end": "2030-01-09",
    },
    "practitioner_emergency.open_file": {"called": "Maren Aldous", "reason": WORDS},
    "practitioner_supervision.share": {
        "version": 1,
        "supervisor": lambda: id_of("vera@example.org"),
        "sentences": [0],
        "days": 30,
    },
    "client_rights.acknowledge": {"seen": consent.fingerprint, "acknowledged": "y"},
    "invitations.accept_invitation": {
        "password": "four slow herons by the weir",
        "password_confirm": "four slow herons by the weir",
    },
    "confirming.confirmed": {"password": PASSWORD},
    "password.change": {
        "password": "four slow herons by the weir",
        "password_confirm": "four slow herons by the weir",
    },
    "practitioner_annotations.annotate": {"version": 1, "body": WORDS},
    "practitioner_annotations.reply": {"body": WORDS},
    "practitioner_caseload.invite": {"name": "Ada Noon", "email": "ada@example.org"},
    "practitioner_caseload.invite_colleague": {
        "name": "Ada Noon",
        "email": "ada@example.org",
        "role": "practitioner",
    },
    "practitioner_desk.set_appointment": {"day": "2030-01-02", "at": "10:00"},
    "practitioner_private_notes.keep": {"body": WORDS},
    "practitioner_private_notes.keep_on_reflection": {"body": WORDS},
    "practitioner_reports.begin": {"start": "2026-01-01", "end": "2026-03-31"},
    "practitioner_reports.change": {
        "version": 1,
        "start": "2026-01-01",
        "end": "2026-03-31",
        "narrative": WORDS,
    },
    "practitioner_reports.finish": {"version": 1},
    "practitioner_hours.set_hours": {
        "weekdays": [0, 3],
        "opens": "09:00",
        "closes": "12:00",
        "within": 4,
        "colleague": "nobody",
    },
    "practitioner_safety.close": {
        "contact": "met",
        "summary": WORDS,
        "plan": WORDS,
        "next_on": TODAY,
    },
    "practitioner_transfers.propose": {"colleague": lambda: id_of("sena@example.org")},
    "security.forgot_password": {"email": "maren@example.org"},
    "security.login": {"email": "maren@example.org", "password": PASSWORD},
    "security.reset_password": {"password": PASSWORD, "password_confirm": PASSWORD},
}


def fields_for(app: Flask, endpoint: str) -> dict[str, Any]:
    """Return valid fields for the form of an endpoint."""
    with app.test_request_context():
        return {
            name: value() if callable(value) else value
            for name, value in FIELDS.get(endpoint, {}).items()
        }
