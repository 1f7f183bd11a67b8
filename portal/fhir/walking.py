"""Going through a bundle: each thing in it with its place, such as Goal.subject (pure)."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Part(NamedTuple):
    """Something inside a resource. Places tell no numbers: a rule holds for a whole list."""

    place: str
    key: str
    value: Any


def parts(resource: Mapping[str, Any]) -> Iterator[Part]:
    """Yield every part of a resource, the outer before the inner."""
    yield from _inside(resource, str(resource.get("resourceType")))


def _inside(value: Any, place: str) -> Iterator[Part]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            for one in inner if isinstance(inner, list) else [inner]:
                here = f"{place}.{key}"
                yield Part(here, key, one)
                yield from _inside(one, here)


def resources(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the resources of a bundle in their order."""
    for entry in made.get("entry", []):
        yield entry["resource"]


def of_type(made: Mapping[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the resources of one type."""
    return (one for one in resources(made) if one["resourceType"] == kind)
