"""The project's own source as syntax trees, for the tests that read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from config import ROOT


class Import(NamedTuple):
    """One import. `inside` is the function that it stands in, if any."""

    module: str
    names: tuple[str, ...]
    line: int
    inside: str
    for_types_only: bool


class Call(NamedTuple):
    """One call, by the last part of its name."""

    name: str
    dotted: str
    line: int


@dataclass(frozen=True)
class Source:
    """One file of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The file's path inside the project."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """The file's name as an import."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def imports(self) -> Iterator[Import]:
        """Yield every import, wherever it stands."""
        yield from _imports(self.tree, "", False)

    def calls(self) -> Iterator[Call]:
        """Yield every call whose function has a name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                dotted = ast.unparse(node.func)
                yield Call(dotted.rsplit(".", 1)[-1], dotted, node.lineno)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def _imports(node: ast.AST, inside: str, typed: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, (), child.lineno, inside, typed)
        elif isinstance(child, ast.ImportFrom):
            names = tuple(alias.name for alias in child.names)
            yield Import(child.module or "", names, child.lineno, inside, typed)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports(child, child.name, typed)
        elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            yield from _imports(child, inside, True)
        else:
            yield from _imports(child, inside, typed)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Return the Python files under the folders (or the files themselves), in order."""
    paths: list[Path] = []
    for folder in folders:
        place = ROOT / folder
        paths += sorted(place.rglob("*.py")) if place.is_dir() else [place]
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found.append(Source(path, text, ast.parse(text, str(path))))
    return tuple(found)
