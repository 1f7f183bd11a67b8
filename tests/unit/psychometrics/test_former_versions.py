"""A former version stays readable, beside the present one and never in its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.psychometrics import catalogue
from portal.psychometrics.catalogue import FILES, UnknownInstrument, instrument, instruments
from portal.psychometrics.scoring import score


@pytest.fixture
def former(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put an older PHQ-9, with a cut-off that was another, where former versions are."""
    text = (FILES / "phq-9.toml").read_text(encoding="utf-8")
    older = text.replace('version = "1.0.0"', 'version = "0.9.0"').replace("at = 10", "at = 9")
    (tmp_path / "phq-9-0.9.0.toml").write_text(older, encoding="utf-8")
    monkeypatch.setattr(catalogue, "EARLIER", tmp_path)
    catalogue.earlier.cache_clear()
    yield
    catalogue.earlier.cache_clear()


@pytest.mark.usefixtures("former")
def test_old_answers_are_scored_by_the_rules_they_were_given_under() -> None:
    answers = [1] * 9

    now, then = (score(instrument("phq-9", version), answers) for version in ("1.0.0", "0.9.0"))

    assert (then.total, now.total) == (9, 9)
    assert (then.reaches_cut_off, now.reaches_cut_off) == (True, False)


@pytest.mark.usefixtures("former")
def test_a_former_version_is_had_by_its_number_alone() -> None:
    assert instrument("phq-9").version == "1.0.0"
    assert [one.version for one in instruments() if one.slug == "phq-9"] == ["1.0.0"]
    with pytest.raises(UnknownInstrument, match=r"There is no instrument phq-9 0\.8\.0"):
        instrument("phq-9", "0.8.0")


@pytest.mark.usefixtures("former")
def test_versions_that_count_differently_are_two_series() -> None:
    assert instrument("phq-9", "0.9.0").series != instrument("phq-9").series
