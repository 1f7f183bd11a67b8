"""A small world with one of everything, and the address of every endpoint in it.

The subject of every address is Maren's, and the practitioner behind it is Ruth: so the two of them
may come in, and everybody else stays outside.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.caseload import queries as caseload
from portal.caseload.going_on import care_history
from portal.caseload.services import change_agreement, set_appointment
from portal.journey.services import set_goal
from portal.private_notes.services import keep_note
from portal.reports import services as reports
from portal.reports import sheets
from portal.reports.composition import to_value
from portal.reports.models import Report
from portal.sign_in.devices.services import new_token, open_device
from portal.sign_in.factors.models import Passkey
from portal.transfers.queries import open_proposal_by
from portal.transfers.services import propose
from tests import factories
from tests.cast import Cast, Person, add_client, viewer_of
from tests.house.entrusting import a_handover, an_emergency, an_item
from tests.house.measures import (
    a_prompt_aside,
    a_typed_score,
    an_assignment,
    answered,
    begun,
    own_words,
)
from tests.house.safety import a_closed_review, a_review

PERIOD = (date(2026, 1, 1), date(2026, 12, 31))

CANARIES = {
    "note": "zanzibarlark of the practitioner alone",
    "reflection": "quillowmere by the tide",
    "title": "thrumwick evening",
    "tag": "ospreyfold",
    "annotation": "brackenlode said the therapist",
    "reply": "sedgewhistle she answered",
    "goal": "marramstrand every week",
    "place": "room fennelgate",
    "agreement": "read on curlewdays",
    "reason": "wrackline since noon, her sister says",
    "supervised": "gannetholm in the words for supervision",
    "safety answer": "several knotwaders",
    "call": "after six, dunlinford 14",
    "closing": "ternhithe, we talked until it was quieter",
    "remark": "a plovermarsh of a week",
    "own words": "I sat with dotterelhay at supper",
    "put aside": "whimbrelmoor, spoken of on Tuesday",
}
"""Words that nobody would write by chance, one for each place where a person writes."""


@dataclass(frozen=True)
class World:
    """The ids of what there is, by the name of the URL variable that asks for it."""

    ids: dict[str, uuid.UUID]
    drafts: dict[str, uuid.UUID]
    finished: uuid.UUID
    kept: uuid.UUID
    closed_review: uuid.UUID
    tokens: dict[str, str]

    def addresses(self, app: Flask, rule: Rule) -> list[str]:
        """Return the address of a rule, and that of a closed review beside an open one."""
        one = self.address(app, rule)
        closed = one.replace(str(self.ids["review_id"]), str(self.closed_review))
        return list(dict.fromkeys((one, closed)))

    def address(self, app: Flask, rule: Rule) -> str:
        """Return the address of a rule with every variable filled with what is there."""
        values: dict[str, Any] = {}
        for name in rule.arguments:
            chosen = SPECIAL.get(rule.endpoint, "")
            if name == "report_id" and chosen == "finished":
                values[name] = self.finished
            elif name == "report_id" and chosen == "kept":
                values[name] = self.kept
            elif name in self.drafts and chosen == "draft":
                values[name] = self.drafts[name]
            else:
                values[name] = self.tokens[rule.endpoint] if name == "token" else self.ids[name]
        built: str = app.url_map.bind("localhost").build(rule.endpoint, values)
        return built


# Endpoints whose subject must stand elsewhere than shared.
SPECIAL = {
    "client_answering.look_over": "draft",
    "client_answering.questions": "draft",
    "client_answering.save": "draft",
    "client_answering.send": "draft",
    "client_own_measures.agree": "draft",
    "client_reflections.edit": "draft",
    "client_reflections.save": "draft",
    "practitioner_former.report": "kept",
    "practitioner_reports.change": "draft",
    "practitioner_reports.discard": "draft",
    "practitioner_reports.finish": "draft",
    "practitioner_reports.preview": "draft",
    "practitioner_reports.share": "finished",
}

WAY_OUT = "leaving.leave"
"""The one address that signs out whoever visits it."""

LIBRARY = {"static", "security.static"}
"""Endpoints that hand out files of the program, never data."""


def rules(app: Flask) -> list[Rule]:
    """Return every route in the order of its address; the one that leads out comes last."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in LIBRARY]
    return sorted(
        found, key=lambda one: (one.endpoint == WAY_OUT, one.rule, sorted(one.methods or ()))
    )


def build_world(session: Session, cast: Cast, *, many: int = 1) -> World:
    """Fill the database with one of everything (or `many`), by the people's own services."""
    for _ in range(many):
        world = _one_of_everything(session, cast)
    if many > 1:
        _people(session, cast, many)
    session.commit()
    return world


def _one_of_everything(session: Session, cast: Cast) -> World:
    maren, ruth = cast.maren, cast.ruth
    factories.kept_reflection(session, maren)
    factories.withdrawn_reflection(session, maren)
    draft = factories.draft_reflection(session, maren)
    shared = factories.shared_reflection(
        session,
        maren,
        body=f"It was low water, {CANARIES['reflection']}.\n\nThen I went home.",
        title=CANARIES["title"],
        tags=[CANARIES["tag"]],
        mood=4,
    )
    annotation = factories.annotation_on(
        session, ruth, shared, quote="Then I went home", body=CANARIES["annotation"]
    )
    factories.reply_to(session, maren, annotation, body=CANARIES["reply"])
    factories.private_note_on(session, ruth, shared, body=CANARIES["note"])
    client = session.get_one(User, maren.id)
    keep_note(session, viewer_of(session, ruth), client, body=CANARIES["note"])
    goal = set_goal(
        session, practice_id=maren.practice_id, client_id=maren.id, words=CANARIES["goal"]
    )
    care = caseload.care_between(session, maren.id, ruth.id)
    assert care is not None
    change_agreement(care, agreement=CANARIES["agreement"])
    appointment = set_appointment(
        client,
        practitioner_id=ruth.id,
        starts_at=clock.now() + timedelta(days=3),
        place=CANARIES["place"],
    )
    session.flush()
    told, begun_report, done = (_report(session, client, ruth) for _ in range(3))
    _finish(session, told)
    reports.share_report(told)
    _finish(session, done)
    kept = _report(session, client, cast.sena)  # of when Sena treated Maren
    _finish(session, kept)
    device = open_device(session, client, token=new_token(), label="Another browser")
    passkey = _passkey(session, cast)
    invitation, token = _invitation(session, cast)
    item = an_item(session, cast, shared, CANARIES["supervised"])
    a_handover(session, cast, factories.shared_reflection(session, cast.idris))
    access_id = an_emergency(session, cast, CANARIES["reason"])
    review = a_review(session, cast, CANARIES["safety answer"], CANARIES["call"])
    closed_review = a_closed_review(session, cast, CANARIES["closing"])
    assignment = an_assignment(session, maren, ruth)
    completed = answered(session, assignment, CANARIES["remark"])
    own_of_maren = own_words(session, maren, maren, CANARIES["own words"])
    a_prompt_aside(session, cast, CANARIES["put aside"])
    transfer = open_proposal_by(session, maren.id, ruth.id) or propose(
        session, care, colleague_id=cast.tobias.id
    )
    session.flush()
    return World(
        ids={
            "reflection_id": shared.id,
            "annotation_id": annotation.id,
            "goal_id": goal.id,
            "client_id": maren.id,
            "report_id": told.id,
            "device_id": device.id,
            "passkey_id": passkey.id,
            "appointment_id": appointment.id,
            "invitation_id": invitation,
            "item_id": item.id,
            "review_id": review.id,
            "assignment_id": assignment.id,
            "administration_id": completed.id,
            "score_id": a_typed_score(session, maren, ruth, "A letter").id,
            "own_id": own_of_maren.id,
            "access_id": access_id,
            "transfer_id": transfer.id,
            "care_id": care.id,
            "former_id": former_id(session, maren, cast.sena),
        },
        drafts={
            "reflection_id": draft.id,
            "report_id": begun_report.id,
            "administration_id": begun(session, assignment).id,
            "own_id": own_words(session, maren, ruth, CANARIES["own words"]).id,
        },
        finished=done.id,
        kept=kept.id,
        closed_review=closed_review.id,
        tokens={
            "invitations.invitation": token,
            "invitations.accept_invitation": token,
            "security.reset_password": "a-link-that-nobody-made",
        },
    )


def former_id(session: Session, client: Person, practitioner: Person) -> uuid.UUID:
    """Return the id of care that has ended between the two."""
    history = care_history(session, client.id)
    return next(care.id for care, who in history if who.id == practitioner.id and care.ended_at)


def _report(session: Session, client: User, author: Person) -> Report:
    begun = reports.begin_report(session, client, author_id=author.id, period=PERIOD)
    session.flush()
    return begun


def _finish(session: Session, report: Report) -> None:
    document = sheets.composed(session, report).document
    reports.finish_report(
        report,
        version=report.version,
        snapshot=to_value(document),
        pdf=b"%PDF-1.7 pages of a report",
        finished_at=clock.now(),
    )
    session.flush()


def _passkey(session: Session, cast: Cast) -> Passkey:
    """Give Wren a passkey, who does not come in: whoever has one needs it to sign in."""
    passkey = Passkey(
        practice_id=cast.wren.practice_id,
        user_id=cast.wren.id,
        credential_id=uuid.uuid4().bytes,
        public_key=b"of nobody's device",
        sign_count=0,
        added_at=clock.now(),
    )
    passkey.name = "A phone"
    session.add(passkey)
    return passkey


def _invitation(session: Session, cast: Cast) -> tuple[uuid.UUID, str]:
    """Invite Wren anew: the link that stood before is closed."""
    care = caseload.care_between(session, cast.wren.id, cast.ruth.id)
    invited = accounts.invite(
        session,
        session.get_one(User, cast.wren.id),
        email=cast.wren.email,
        author_id=cast.ruth.id,
        care_relationship_id=care.id if care else None,
    )
    session.flush()
    return invited.invitation.id, invited.token


def _people(session: Session, cast: Cast, many: int) -> None:
    """Give Ruth many more clients, each with words that wait to be read."""
    for number in range(many):
        person = add_client(session, cast.ruth, f"more{number}", f"Client {number:02}")
        client = session.get_one(User, person.id)
        factories.shared_reflection(session, person)
        set_appointment(
            client,
            practitioner_id=cast.ruth.id,
            starts_at=clock.now() + timedelta(days=1),
            place=None,
        )
        _report(session, client, cast.ruth)
