"""The arithmetic as commands: every worked example, printed as JSON with the agreed keys."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from portal.cli import install

NOT_CHANGED, BETTER, WORSE = (
    "no reliable change",
    "reliable improvement",
    "reliable deterioration",
)


@pytest.fixture(scope="module")
def run() -> FlaskCliRunner:
    """Return what runs the commands; the arithmetic needs no database."""
    app = Flask(__name__)
    install(app)
    return app.test_cli_runner()


def told(run: FlaskCliRunner, *args: str) -> dict[str, object]:
    """Return what a command prints: one line of JSON and nothing beside it."""
    answer = run.invoke(args=list(args))
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.count("\n") == 1
    found: dict[str, object] = json.loads(answer.stdout)
    return found


def refused(run: FlaskCliRunner, *args: str) -> str:
    """Return why a command does not answer; it prints nothing that could be taken for one."""
    answer = run.invoke(args=list(args))
    assert answer.exit_code in {1, 2}
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert not answer.stdout
    return answer.stderr


@pytest.mark.parametrize(
    ("name", "first", "last", "points", "threshold", "verdict"),
    [
        ("phq-9", "18", "11", -7, 6, BETTER),
        ("PHQ9", "10", "4", -6, 6, BETTER),
        ("PHQ-9", "10", "5", -5, 6, NOT_CHANGED),
        ("phq_9", "4", "10", 6, 6, WORSE),
        ("GAD7", "15", "10", -5, 4, BETTER),
        ("gad-7", "12", "9", -3, 4, NOT_CHANGED),
        ("gad-7", "9", "13", 4, 4, WORSE),
    ],
)
def test_change_is_told_with_its_rule(
    run: FlaskCliRunner,
    name: str,
    first: str,
    last: str,
    points: int,
    threshold: int,
    verdict: str,
) -> None:
    assert told(run, "measure", "change", name, first, last) == {
        "change": points,
        "threshold": threshold,
        "rule": "nhs-talking-therapies",
        "verdict": verdict,
    }


def test_a_rule_that_says_otherwise_is_told_beside_the_default(run: FlaskCliRunner) -> None:
    found = told(run, "measure", "change", "pcl-5", "45", "62")

    assert (found["threshold"], found["verdict"]) == (18, NOT_CHANGED)
    assert found["disagreeing"] == [
        {"threshold": 15, "rule": "marx-2022-sample-1", "verdict": WORSE}
    ]
    for last in ("59", "63"):
        assert "disagreeing" not in told(run, "measure", "change", "pcl-5", "45", last)


def test_change_is_printed_to_the_letter(run: FlaskCliRunner) -> None:
    answer = run.invoke(args=["measure", "change", "PHQ-9", "18", "11"])

    assert answer.stdout == (
        '{"change": -7, "threshold": 6, "rule": "nhs-talking-therapies", '
        '"verdict": "reliable improvement"}\n'
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("16,14", "8,6", (True, True, True, False, True)),
        ("10,7", "9,7", (True, True, False, False, False)),
        ("18,15", "12,10", (True, False, True, False, False)),
        ("16,12", "9,16", (True, False, False, False, False)),
        ("8,5", "7,5", (False, None, False, False, None)),
        ("9,7", "15,7", (False, None, False, True, None)),
    ],
)
def test_outcomes_by_two_measures_come_out(
    run: FlaskCliRunner, start: str, end: str, expected: tuple[bool | None, ...]
) -> None:
    found = told(run, "measure", "outcome", start, end)

    assert tuple(found) == (
        "case_at_start",
        "recovered",
        "reliable_improvement",
        "reliable_deterioration",
        "reliable_recovery",
        "unverified",
    )
    assert tuple(found.values())[:-1] == expected
    assert "not checked against the present Manual" in str(found["unverified"])


@pytest.mark.parametrize(
    ("sd", "r", "first", "last", "expected"),
    [
        ("7.5", "0.80", "32.5", "47.5", (3.3541, 4.7434, 9.2971, 3.1623, True)),
        ("6.1", "0.89", "18", "11", (2.0231, 2.8612, 5.6079, -2.4466, True)),
        ("4.7", "0.92", "15", "10", (1.3294, 1.8800, 3.6848, -2.6596, True)),
        ("4.7", "0.92", "12", "9", (1.3294, 1.8800, 3.6848, -1.5957, False)),
        ("7.7", "0.90", "20", "12", (2.4350, 3.4435, 6.7493, -2.3232, True)),
    ],
)
def test_the_reliable_change_index_comes_out(
    run: FlaskCliRunner,
    sd: str,
    r: str,
    first: str,
    last: str,
    expected: tuple[float | bool, ...],
) -> None:
    found = told(run, "measure", "rci", "--sd", sd, "--r", r, "--from", first, "--to", last)

    assert tuple(found) == ("sem", "sdiff", "threshold", "rc", "reliable")
    assert tuple(found.values()) == expected


def test_another_z_may_be_asked_for(run: FlaskCliRunner) -> None:
    asked = ("--sd", "7.7", "--r", "0.9", "--from", "20", "--to", "-12", "--z", "1.645")

    assert told(run, "measure", "rci", *asked)["threshold"] == 5.6646


@pytest.mark.parametrize(
    ("weights", "levels", "t"),
    [
        ("1", "0", 50.0),
        ("1", "1", 60.0),
        ("1,1,1", "1,0,-1", 50.0),
        ("1,1,1", "1,1,0", 59.1287),
        ("1,1,1", "1,1,1", 63.6931),
        ("1,1,1", "-1,-1,-1", 36.3069),
        ("1,1,1", "2,2,2", 77.3861),
        ("2,3", "0,1", 57.3632),
        ("3,2,1", "1,0,-1", 54.4065),
    ],
)
def test_attained_goals_come_out(run: FlaskCliRunner, weights: str, levels: str, t: float) -> None:
    assert told(run, "goal", "t-score", "--weights", weights, "--levels", levels) == {"t": t}


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ("measure change phq-9 -1 3", "from 0 to 27"),
        ("measure change phq-9 28 3", "from 0 to 27"),
        ("measure change phq-9 10.5 3", "from 0 to 27 in whole points, not to 10.5"),
        ("measure change who-5 48 50", "from 0 to 100 in steps of 4, not to 50"),
        ("measure change core-10 20.05 11", "in steps of 0.1"),
        ("measure outcome 16,13.5 8,6", "GAD-7 goes from 0 to 21 in whole points"),
        ("measure score dass-21-stress 7", "from 0 to 42 in steps of 2"),
        ("measure change phq-9 ten 3", "ten is no number"),
        ("measure change phq-9 nan 3", "nan is no number"),
        ("measure change phq-9 1e9 3", "1e9 is no number that a scale has"),
        ("measure change phq-7 1 3", "There is no instrument phq-7."),
        ("measure change phq-9 9 3 --rule mine", "There is no rule 'mine'"),
        ("measure outcome 16 8,6", "16 are not two scores"),
        ("measure outcome 16,14,3 8,6", "16,14,3 are not two scores"),
        ("measure outcome 16,22 8,6", "GAD-7 goes from 0 to 21"),
        ("measure rci --sd 0 --r 0.8 --from 1 --to 2", "above 0"),
        ("measure rci --sd 5 --r 1 --from 1 --to 2", "below 1"),
        ("measure rci --sd inf --r 0.8 --from 1 --to 2", "inf is no number"),
        ("measure rci --sd 5 --r 0.8 --from 1", "--to"),
        ("goal t-score --weights 1,1 --levels 1", "2 weights and 1 levels"),
        ("goal t-score --weights 1 --levels 3", "A level is one of"),
        ("goal t-score --weights 1 --levels 0.5", "A level is one of"),
        ("goal t-score --weights 0 --levels 1", "at least one is more"),
        ("goal t-score --weights , --levels 1", "is no number"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(
    run: FlaskCliRunner, args: str, why: str
) -> None:
    assert why in refused(run, *args.split())
