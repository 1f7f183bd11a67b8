"""Which questionnaires a statement opens: one licence, one version, and nothing else."""

from portal.measures.licences.models import LicenceStatement
from portal.measures.licences.terms import gated, holds, may_be_used
from portal.psychometrics.catalogue import instrument, instruments
from portal.psychometrics.instrument import Terms


def test_a_statement_holds_for_one_licence_and_one_version() -> None:
    core = instrument("core-10")
    statement = LicenceStatement(
        slug=core.slug, version=core.version, licence_id=core.licence.id, words=""
    )

    assert holds(statement, core)
    for name, value in (("version", "0.9.0"), ("licence_id", "another"), ("slug", "who-5")):
        other = LicenceStatement(
            **{
                "slug": core.slug,
                "version": core.version,
                "licence_id": core.licence.id,
                "words": "",
                name: value,
            }
        )
        assert not holds(other, core), name
        assert not may_be_used(core, [other]), name


def test_every_questionnaire_for_non_commercial_use_waits_for_a_statement() -> None:
    waiting = {one.instrument.slug for one in gated([])}

    asks = {one.slug for one in instruments() if one.licence.terms is Terms.NON_COMMERCIAL}
    assert waiting == asks >= {"core-10", "who-5", "audit-c"}
    assert not any(may_be_used(instrument(slug), []) for slug in waiting)
