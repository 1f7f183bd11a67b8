"""Scoring as a command: what anybody can check against a published table."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from portal.cli import install
from portal.psychometrics.catalogue import instruments

KEYS = ("total", "band", "cutoff", "missing", "prorated", "safety")


@pytest.fixture(scope="module")
def run() -> FlaskCliRunner:
    """Return what runs the commands; the arithmetic needs no database."""
    app = Flask(__name__)
    install(app)
    return app.test_cli_runner()


def told(run: FlaskCliRunner, args: str) -> dict[str, object]:
    """Return what `flask measure` prints: one line of JSON and nothing beside it."""
    answer = run.invoke(args=["measure", *args.split()])
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.count("\n") == 1
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def parts_of(found: dict[str, object]) -> dict[str, object]:
    """Return the total of each part by its slug."""
    parts = found["subscales"]
    assert isinstance(parts, list)
    return {one["slug"]: one["total"] for one in parts}


def cut(rule: str, at: int, *, reached: bool | None) -> dict[str, object]:
    """Return a cut-off as it is told."""
    return {"rule": rule, "at": at, "reached": reached}


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            "PHQ-9 1,2,1,3,0,2,1,0,0",
            (10, "moderate", cut("screening", 10, reached=True), [], False, []),
        ),
        (
            "phq9 0,0,0,0,0,0,0,0,1,3",
            (1, "minimal", cut("screening", 10, reached=False), [], False, [9]),
        ),
        (
            "phq-9 -,2,1,3,-,2,1,0,2",
            (None, None, cut("screening", 10, reached=None), [1, 5], False, [9]),
        ),
        (
            "phq-9 1,2,1,3,-,2,1,2,0 --prorate",
            (14, None, cut("screening", 10, reached=None), [5], True, []),
        ),
        (
            "gad-7 1,2,-,1,2,2,1 --prorate",
            (11, None, cut("screening", 10, reached=None), [3], True, []),
        ),
        (
            "gad-7 1,1,1,1,1,2,1 --rule nhs-talking-therapies",
            (8, "mild", cut("nhs-talking-therapies", 8, reached=True), [], False, []),
        ),
        (
            "CORE-10 2,2,2,2,2,0,2,2,3,-",
            (18.9, None, cut("general", 11, reached=None), [10], True, []),
        ),
        (
            "core-10 2,2,2,2,2,1,2,2,2,- --no-prorate",
            (None, None, cut("general", 11, reached=None), [10], False, [6]),
        ),
        ("WHO-5 3,3,2,2,2", (48, None, cut("who-2024", 48, reached=True), [], False, [])),
        ("K10 2,2,2,2,2,2,2,2,2,4", (22, "high", None, [], False, [])),
        ("audit-c 3,1,0 --rule men", (4, None, cut("men", 4, reached=True), [], False, [])),
        ("ISI 15", (15, "moderate", None, [], False, [])),
        ("ors 25.1", (25.1, None, cut("pcoms", 25, reached=False), [], False, [])),
    ],
)
def test_a_form_is_scored(run: FlaskCliRunner, args: str, expected: tuple[object, ...]) -> None:
    found = told(run, f"score {args}")

    assert tuple(found) == KEYS
    assert tuple(found.values()) == expected


def test_the_parts_of_a_measure_are_told_with_its_total(run: FlaskCliRunner) -> None:
    both = told(run, "score phq-4 2,1,1,1")["subscales"]
    skipped = told(run, "score phq-4 2,-,1,3")

    assert isinstance(both, list)
    assert both[0] == {
        "slug": "anxiety",
        "name": "Anxiety",
        "items": [1, 2],
        "low": 0,
        "high": 6,
        "total": 3,
        "band": None,
        "cutoff": cut("screening", 3, reached=True),
    }
    assert (both[1]["slug"], both[1]["total"]) == ("depression", 2)
    assert both[1]["cutoff"] == cut("screening", 3, reached=False)
    assert skipped["total"] is None
    assert parts_of(skipped) == {"anxiety": None, "depression": 4}


def test_the_clusters_of_the_pcl_5_are_told(run: FlaskCliRunner) -> None:
    found = told(run, "score pcl-5 1,1,1,1,1,2,2,3,3,3,3,3,3,3,4,4,4,4,4,4")

    assert (*found,) == (*KEYS, "subscales")
    assert found["total"] == 54
    assert parts_of(found) == {
        "intrusion": 5,
        "avoidance": 4,
        "thoughts-and-mood": 21,
        "arousal": 24,
    }


def test_a_score_is_printed_to_the_letter(run: FlaskCliRunner) -> None:
    answer = run.invoke(args=["measure", "score", "PHQ-9", "1,2,1,3,0,2,1,0,0"])

    assert answer.stdout == (
        '{"total": 10, "band": "moderate", '
        '"cutoff": {"rule": "screening", "at": 10, "reached": true}, '
        '"missing": [], "prorated": false, "safety": []}\n'
    )


def test_a_rule_that_was_not_read_is_told_with_its_doubt(run: FlaskCliRunner) -> None:
    answer = run.invoke(args=["measure", "score", "reqol-10", "24", "--rule", "reqol"])

    assert json.loads(answer.stdout)["cutoff"]["reached"] is True
    assert "was not seen" in answer.stderr


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ("phq-9 1,2,3", "10 items, 9 of them scored; there are 3 answers"),
        ("phq-9 4,0,0,0,0,0,0,0,0", "Item 1 of PHQ-9 is answered by one of 0, 1, 2, 3, not by 4."),
        ("k10 0,1,1,1,1,1,1,1,1,1", "one of 1, 2, 3, 4, 5, not by 0"),
        ("phq-9 0.5,0,0,0,0,0,0,0,0", "answers are whole numbers"),
        ("phq-9 a,0,0,0,0,0,0,0,0", "a is no number"),
        ("phq-9 ,0,0,0,0,0,0,0,0", "is no number"),
        ("isi 29", "goes from 0 to 28"),
        ("gad-7 1,1,1,1,1,1,1 --rule mine", "There is no rule 'mine'"),
        ("mood 1,2", "There is no instrument mood"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(
    run: FlaskCliRunner, args: str, why: str
) -> None:
    answer = run.invoke(args=["measure", "score", *args.split()])

    assert answer.exit_code == 1
    assert why in answer.stderr
    assert not answer.stdout


def test_every_measure_is_listed_with_its_terms_and_its_content(run: FlaskCliRunner) -> None:
    listed = told(run, "list")["measures"]

    assert isinstance(listed, list)
    assert [one["slug"] for one in listed] == [one.slug for one in instruments()]
    phq_9 = next(one for one in listed if one["slug"] == "phq-9")
    assert phq_9 | {"content_hash": ""} == {
        "slug": "phq-9",
        "name": "PHQ-9",
        "title": "Patient Health Questionnaire, nine items",
        "version": "1.0.0",
        "language": "en",
        "terms": "free",
        "items": 9,
        "low": 0,
        "high": 27,
        "step": 1,
        "direction": "lower",
        "content_hash": "",
    }
    assert all(len(one["content_hash"]) == 64 for one in listed)
