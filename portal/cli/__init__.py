"""The `flask` commands, one file a group."""

from flask import Flask

from portal.cli.audit import audit
from portal.cli.backup import backup
from portal.cli.clinical import print_clinical
from portal.cli.demo import demo
from portal.cli.docs import docs
from portal.cli.doctor import doctor
from portal.cli.factors import factors
from portal.cli.fhir import fhir
from portal.cli.goal import goal
from portal.cli.keys import keys
from portal.cli.measure import measure
from portal.cli.measure_change import change, outcome, rci
from portal.cli.measure_score import list_measures, score_measure
from portal.cli.report import report
from portal.cli.running import setup, worker
from portal.cli.summaries import summaries
from portal.cli.user import user


def install(app: Flask) -> None:
    """Add the command groups."""
    user.add_command(factors)
    docs.add_command(print_clinical)
    for command in (list_measures, score_measure, change, outcome, rci):
        measure.add_command(command)
    for command in (
        setup,
        worker,
        demo,
        user,
        keys,
        backup,
        audit,
        report,
        fhir,
        measure,
        goal,
        summaries,
        doctor,
        docs,
    ):
        app.cli.add_command(command)
