"""The library's word on a bundle: the only place that knows it, and loads it when it is asked.

It takes about a second and 35 MB to load, so that no process has it which exports nothing.
"""

from collections.abc import Mapping


class NotFhir(Exception):
    """A bundle has a shape that FHIR does not know; places are told, never what stands there."""


def insist_on_shape(made: Mapping[str, object]) -> None:
    """Raise NotFhir unless the bundle, and every resource in it, has the shape of FHIR R4B.

    For all that is made here R4B is R4: hl7.org/fhir/R4B/r4b-explanation.html.
    """
    from fhir.resources.R4B.bundle import Bundle
    from pydantic import ValidationError

    try:
        Bundle.model_validate(made)
    except ValidationError as problem:
        errors = problem.errors(include_url=False, include_context=False, include_input=False)
        places = {".".join(str(step) for step in one["loc"]) for one in errors}
        raise NotFhir(", ".join(sorted(places))) from None
