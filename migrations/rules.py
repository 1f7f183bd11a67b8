"""Which rows of which table a request may see and write on PostgreSQL, as told by the portal.

Read with portal/access/scope.py and portal/access/wall.py: the row guard says the same in Python.
Nothing told: no row of any table. At the door, before anybody is known, only accounts, their ways
in and who is in care with whom can be looked up: no file, and no key that would open one.
"""

from typing import NamedTuple


def _told(name: str) -> str:
    """Return what was told, or NULL: after a commit the setting is an empty string."""
    return f"NULLIF(current_setting('app.{name}', true), '')"


def _one(name: str) -> str:
    """Return an id that was told. In a SELECT of its own it is computed once a statement."""
    return f"(SELECT {_told(name)}::uuid)"


def _among(column: str, name: str) -> str:
    """Return the condition that a column is one of the ids told; the outer cast makes it a list."""
    return f"{column} = ANY ((SELECT string_to_array({_told(name)}, ',')::uuid[])::uuid[])"


AT_THE_DOOR = f"(SELECT {_told('role')} = 'nobody')"
SOMEBODY_ASKS = f"(SELECT {_told('role')} IS NOT NULL)"
A_PRACTITIONER_ASKS = f"(SELECT {_told('role')} = 'practitioner')"
AN_ADMIN_ASKS = f"(SELECT {_told('role')} = 'admin')"
STAFF_ASK = f"(SELECT {_told('role')} NOT IN ('nobody', 'client'))"
ALWAYS, NEVER = "true", "false"

USER, PRACTICE = _one("user"), _one("practice")
OF_PRACTICE = f"practice_id = {PRACTICE}"
IN_CARE = _among("client_id", "clients")
READABLE = _among("client_id", "files")
ENTRUSTED = _among("client_id", "entrusted")
HANDED_OVER = f"{_among('reflection_id', 'reflections')} AND {ENTRUSTED}"
WAITS_FOR_THEM = f"{_among('review_id', 'reviews')} AND {ENTRUSTED}"
OWN_CHAIN = (
    f"chain_id = {PRACTICE} OR {_among('chain_id', 'files')} OR {_among('chain_id', 'entrusted')}"
)


class Rule(NamedTuple):
    """What a request sees, and what it may make, change and delete.

    `written` is `seen` where it is not said; what a change finds is `changed`, where not said
    `written`. All is within `inside`. `at_the_door` are the commands that are open before anybody
    is known. `grants` are the rights of requests, `worker` those of commands and jobs.
    """

    seen: str
    written: str = ""
    changed: str = ""
    inside: str = OF_PRACTICE
    at_the_door: tuple[str, ...] = ()
    grants: str = "SELECT, INSERT, UPDATE, DELETE"
    worker: str = "SELECT, INSERT, UPDATE, DELETE"
    worker_written: str = ALWAYS

    def conditions(self) -> dict[str, str]:
        """Return the condition of each command: which rows it finds, and may leave behind."""
        written = self.written or self.seen
        changed = self.changed or written
        found = {"SELECT": self.seen, "UPDATE": changed, "DELETE": changed}
        left = {"INSERT": written, "UPDATE": written}
        return {
            command: self._words("USING", command, found) + self._words("WITH CHECK", command, left)
            for command in ("SELECT", "INSERT", "UPDATE", "DELETE")
        }

    def _words(self, clause: str, command: str, conditions: dict[str, str]) -> str:
        if command not in conditions:
            return ""
        condition = conditions[command]
        within = NEVER if condition == NEVER else f"{self.inside} AND ({condition})"
        door = f"{AT_THE_DOOR} OR " if command in self.at_the_door and within != NEVER else ""
        return f" {clause} ({door}{within})"


LOOKED_UP = ("SELECT",)
OPENED = ("SELECT", "UPDATE")

FILE = Rule(READABLE, written=IN_CARE)
"""A client's file. In an emergency it may be read, and nothing else."""

OF_REFLECTION = Rule(f"{READABLE} OR {HANDED_OVER}", written=f"{IN_CARE} OR {HANDED_OVER}")
"""What belongs to a reflection: a cover works on those handed over as if they treated."""

AUTHOR = Rule(f"author_id = {USER} AND {A_PRACTITIONER_ASKS} AND {IN_CARE}")
"""A practitioner's own, about a client in care with them."""

ACCOUNT = Rule(f"user_id = {USER}", at_the_door=OPENED)
"""How somebody comes in: looked up before anybody is known, and from then on their own alone."""

FILES = (
    "administration",
    "appointment",
    "client_summary",
    "consent",
    "goal",
    "measure_assignment",
    "own_measure",
    "report",
)
OF_REFLECTIONS = ("annotation", "draft", "reply", "revision")
ACCOUNTS = ("authenticator", "device_session", "passkey", "recovery_code")

ITSELF_HANDED_OVER = f"{_among('id', 'reflections')} AND {ENTRUSTED}"
ITSELF_WAITS_FOR_THEM = f"{_among('id', 'reviews')} AND {ENTRUSTED}"

RULES: dict[str, Rule] = {
    **dict.fromkeys(FILES, FILE),
    **dict.fromkeys(OF_REFLECTIONS, OF_REFLECTION),
    **dict.fromkeys(ACCOUNTS, ACCOUNT),
    "private_note": AUTHOR,
    "prompt_aside": AUTHOR,
    "reflection": Rule(
        f"{READABLE} OR {ITSELF_HANDED_OVER}", written=f"{IN_CARE} OR {ITSELF_HANDED_OVER}"
    ),
    # A safety review, and that it waits: for who treats, who covers, and who was told because
    # nobody had looked.
    "safety_review": Rule(
        f"{READABLE} OR {ITSELF_WAITS_FOR_THEM}", written=f"{IN_CARE} OR {ITSELF_WAITS_FOR_THEM}"
    ),
    "open_review": Rule(
        f"{READABLE} OR {ENTRUSTED}",
        written=f"{IN_CARE} OR {WAITS_FOR_THEM}",
        at_the_door=LOOKED_UP,
    ),
    "licence_statement": Rule(ALWAYS, written=AN_ADMIN_ASKS, grants="SELECT, INSERT, UPDATE"),
    "safety_hours": Rule(ALWAYS, written=f"practitioner_id = {USER} AND {A_PRACTITIONER_ASKS}"),
    # What is entrusted opens with the file's key; the key of private notes is for care alone.
    "client_key": Rule(
        f"{IN_CARE} OR lane = 'file' AND ({READABLE} OR {ENTRUSTED})",
        written=IN_CARE,
        grants="SELECT, INSERT",
    ),
    # An invitation shows who invites; staff's names are sealed with the practice's key.
    "practice": Rule(ALWAYS, inside=f"id = {PRACTICE}", at_the_door=LOOKED_UP, grants="SELECT"),
    "practice_key": Rule(ALWAYS, at_the_door=LOOKED_UP, grants="SELECT"),
    # Colleagues know of one another, and of their own clients: who somebody else's client is
    # cannot even be asked for.
    "user": Rule(
        f"role <> 'client' OR id = {USER} OR {_among('id', 'files')} "
        f"OR {_among('id', 'entrusted')} OR id IN (SELECT client_id FROM care_relationship "
        f"WHERE practitioner_id = {USER} AND ended_at IS NULL)",  # who took consent back counts
        at_the_door=OPENED,
        grants="SELECT, INSERT, UPDATE",
    ),
    # The viewer is made of these five, so they are read before anybody is known. Words in them are
    # sealed with a client's key, which is not.
    "care_relationship": Rule(
        f"{READABLE} OR practitioner_id = {USER}",
        at_the_door=OPENED,  # an accepted invitation begins the care that it is for
        grants="SELECT, INSERT, UPDATE",
    ),
    "cover": Rule(ALWAYS, written=f"practitioner_id = {USER}", at_the_door=LOOKED_UP),
    "handover": Rule(f"{READABLE} OR {ENTRUSTED}", at_the_door=LOOKED_UP),
    "emergency_access": Rule(
        f"{READABLE} OR practitioner_id = {USER} OR {AN_ADMIN_ASKS}",  # who and when, no words
        written=f"{IN_CARE} OR practitioner_id = {USER} AND {A_PRACTITIONER_ASKS}",
        at_the_door=LOOKED_UP,
        grants="SELECT, INSERT, UPDATE",
    ),
    "supervision_item": Rule(
        f"author_id = {USER} OR supervisor_id = {USER} OR client_id = {USER}",
        at_the_door=LOOKED_UP,
    ),
    "transfer": Rule(f"{IN_CARE} OR proposer_id = {USER} OR colleague_id = {USER}"),
    # A link opens for whoever holds it; its token is for its author, and staff's for any colleague.
    "invitation": Rule(
        f"{_among('user_id', 'clients')} OR author_id = {USER} "
        f"OR care_relationship_id IS NULL AND {STAFF_ASK}",
        at_the_door=OPENED,
        grants="SELECT, INSERT, UPDATE",
    ),
    # Guesses are counted for addresses that nobody has: the table knows no practice and no name.
    "throttle": Rule(ALWAYS, inside=SOMEBODY_ASKS),
    "spent_key": Rule(f"user_id = {USER}", at_the_door=("INSERT",), grants="SELECT, INSERT"),
    # Requests put mail in; only the worker reads and sends it.
    "outgoing_mail": Rule(NEVER, written=ALWAYS, at_the_door=("INSERT",), grants="INSERT"),
    # Neither role has the right to change or delete; the trigger alone moves the head, as owner.
    "audit_event": Rule(  # beside files one's own deeds alone, which are counted
        f"{READABLE} OR client_id IS NULL AND actor_id = {USER}",
        written=OWN_CHAIN,
        at_the_door=("INSERT",),
        grants="SELECT, INSERT",
        worker="SELECT, INSERT",
    ),
    "audit_head": Rule(  # the right to change one column is the right to lock; no change passes
        OWN_CHAIN,
        written=NEVER,
        changed=OWN_CHAIN,
        at_the_door=OPENED,
        grants="SELECT, UPDATE (sequence)",
        worker="SELECT, UPDATE (sequence)",
        worker_written=NEVER,
    ),
}
"""Every table, by its name."""
