"""A client takes their measures along, and another system can read them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from flask import Flask

from portal.access.door import session as request_session
from portal.access.scope import portal_itself
from portal.measures.models import Showing
from portal.measures.services import agree_on_scores
from tests.cast import Cast
from tests.journeys.client import Client
from tests.journeys.hands import Hands
from tests.slices.measures.arranging import answered, asked, summing_to

pytestmark = pytest.mark.browser


@pytest.fixture
def a_score(app: Flask, cast: Cast) -> None:
    """Let Maren have answered the PHQ-9 with 12, and see her scores at once."""
    with app.app_context(), portal_itself(request_session(), "tests"):
        assignment = asked(request_session(), cast.maren, cast.ruth)
        agree_on_scores(assignment, Showing.AT_ONCE)
        answered(request_session(), assignment, summing_to(12), remark="The week of the move.")
        request_session().commit()


@pytest.mark.usefixtures("a_score")
def test_a_client_takes_their_measures_along_and_the_files_read_back(
    cast: Cast, come: Callable[..., Any], hands: type[Hands], tmp_path: Path
) -> None:
    maren = come(Client, cast.maren, hands)
    maren.opens("Privacy")

    table = maren.downloads(tmp_path, "Your scores as a table (CSV)")
    for_others = maren.downloads(
        tmp_path,
        "Answers, scores, goals and consents, as a file that other health programs can read (FHIR)",
    )

    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["Measure"], row["Score"], row["Remark"]) == ("PHQ-9", "12", "The week of the move.")
    made = json.loads(for_others.read_text(encoding="utf-8"))
    Bundle.model_validate(made)
    values = [one["resource"].get("valueQuantity", {}).get("value") for one in made["entry"]]
    assert [value for value in values if value is not None] == [12]
    maren.visits("/my/privacy")
    maren.sees("You downloaded your measures", "You took your scores along")
