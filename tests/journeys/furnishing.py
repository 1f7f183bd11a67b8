"""One of everything, and some that is longer or in other scripts than anybody expects."""

from sqlalchemy.orm import Session

from tests.cast import Cast, add_client
from tests.factories import shared_reflection
from tests.house.world import World, build_world

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
TEXT = (
    f"{LONG}\n\nכתבתי את זה בלילה. 我在墙上坐着，直到天黑。 👨‍👩‍👧 https://example.org/{'a' * 120}"
)


def furnish(session: Session, cast: Cast) -> World:
    """Fill the database; return where everything is."""
    made = build_world(session, cast)
    person = add_client(session, cast.ruth, "long", f"Ångström {LONG[:60]} ابن سينا")
    shared_reflection(session, person, body=TEXT, title=LONG[:150], mood=0)
    shared_reflection(session, cast.maren, body=TEXT, title=LONG[:150], tags=[LONG[:40]])
    session.commit()
    return made
