"""Every clinical number has a source, and nothing that was not read is on by itself."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from config import ROOT
from portal.cli.clinical import clinical, print_clinical
from portal.cli.clinical_rows import rows_of
from portal.psychometrics.catalogue import instruments
from portal.psychometrics.codes import LOINC_NOTICE
from portal.psychometrics.instrument import Instrument, Source, Subscale, Terms

FILE = ROOT / "docs" / "clinical.md"
REMEDY = "run: python3 dev.py flask docs clinical > docs/clinical.md"

EVERY = pytest.mark.parametrize("one", instruments(), ids=lambda one: one.slug)


def by_themselves(one: Instrument) -> Iterator[Source]:
    """Yield the sources of what the portal uses unless somebody asks for something else."""
    yield one.score_source
    wholes: list[Instrument | Subscale] = [one, *one.subscales]
    for whole in wholes:
        yield from (band.source for band in whole.bands)
        yield from (cut_off.source for cut_off in whole.cut_offs if cut_off.is_default)
    yield from (change.source for change in one.changes if change.is_default)
    yield from (subscale.source for subscale in one.subscales)
    yield from (safety.source for safety in one.safety_items)
    if one.missing is not None and one.missing.is_on:
        yield one.missing.source
    yield from (*one.codes.sources, *one.licence.sources, *one.wording.sources)


def test_the_document_is_what_the_files_say() -> None:
    printed = CliRunner().invoke(print_clinical).output

    assert printed == clinical()
    assert FILE.read_text(encoding="utf-8") == printed, f"{FILE} is old; {REMEDY}"


@EVERY
def test_every_number_stands_in_the_document_with_its_source(one: Instrument) -> None:
    section = clinical().split(f"\n## {one.name}\n")[1].split("\n## ")[0]
    rows = list(rows_of(one))

    assert rows
    for what, value, source in rows:
        place = one.sources.index(source) + 1
        row = f"| {what} | {value} | {place}{'' if source.seen else ' (not seen)'} |"
        assert row in section, f"{one.slug}: {row} is missing"
    for source in one.sources:
        assert source.text in section


@EVERY
def test_the_document_begins_with_a_line_for_each_measure(one: Instrument) -> None:
    first = clinical().split("\n## ")[0]
    line = next(line for line in first.splitlines() if line.startswith(f"| [{one.name}]"))

    assert f"| {one.low} to {one.high}" in line
    assert f"| {one.licence.id} |" in line
    for rule in (one.change(), one.cut_off()):
        assert rule is None or f"({rule.name})" in line
    for what, _, source in rows_of(one):
        assert source.seen or what in line.rsplit("|", 2)[1]
    assert "](#" in line
    assert f"\n## {one.name}\n" in clinical()


@EVERY
def test_nothing_that_was_not_read_is_on_by_itself(one: Instrument) -> None:
    used = list(by_themselves(one))

    assert used
    assert not [source.key for source in used if not source.seen]


@EVERY
def test_every_source_is_used_and_says_where_it_is(one: Instrument) -> None:
    rows = {source.key for _, _, source in rows_of(one)}
    others = {
        source.key
        for sources in (one.codes.sources, one.licence.sources, one.wording.sources)
        for source in sources
    }

    assert {source.key for source in one.sources} == rows | others
    assert all(len(source.text) > 10 for source in one.sources)


@EVERY
def test_words_stand_only_where_the_licence_lets_them(one: Instrument) -> None:
    assert bool(one.items) == bool(one.stem) == (one.licence.terms is not Terms.SCORES_ONLY)
    assert one.licence.credit
    assert one.licence.url.startswith("http")
    if one.items:
        assert len(one.wording.sources) >= 2, f"compare the words of {one.slug} with two copies"
        assert one.wording.note


def test_loincs_notice_stands_beside_its_codes() -> None:
    assert LOINC_NOTICE in clinical()
