"""Files stay small and say what they are for; nothing is left lying about."""

import ast
import re
import tokenize
from collections.abc import Iterator
from io import StringIO

from config import ROOT
from tests.house.tree import Source, sources

LONG, USUAL, SHARE = 300, 150, 0.85
OURS = ("portal", "migrations/env.py", "migrations/triggers.py", "config.py", "wsgi.py", "dev.py")
EVERYWHERE = (*OURS, "tests", "bench")


def length(source: Source) -> int:
    """Return how many lines a file has."""
    return len(source.text.splitlines())


def comments(source: Source) -> Iterator[tuple[int, str]]:
    """Yield every comment with its line."""
    for token in tokenize.generate_tokens(StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_no_file_is_long() -> None:
    found = sources(*OURS)

    long = {source.name: length(source) for source in found if length(source) >= LONG}

    assert len(found) > 80
    assert not long, f"{long}: part them by what they do"


def test_most_files_are_short() -> None:
    lengths = [length(source) for source in sources(*OURS)]

    short = sum(one <= USUAL for one in lengths)

    assert len(lengths) > 80
    assert short / len(lengths) >= SHARE, f"only {short} of {len(lengths)} are short"


def test_no_function_is_long() -> None:
    looked_at, long = 0, []
    for source in sources(*OURS):
        for function in source.functions():
            looked_at += 1
            spoken = ast.get_docstring(function) is not None and len(function.body) > 1
            first = function.body[1 if spoken else 0].lineno
            lines = (function.end_lineno or 0) - first + 1
            if lines > 40:
                long.append(f"{source.name}: {function.name} does {lines} lines; name its parts")
    assert looked_at > 400
    assert not long, "\n".join(long)


def test_every_file_says_what_it_is_for() -> None:
    silent = [source.name for source in sources(*EVERYWHERE) if not ast.get_docstring(source.tree)]

    assert len(sources(*EVERYWHERE)) > 120
    assert not silent, f"{silent}: begin with one sentence in a docstring"


def test_a_first_line_is_one_sentence() -> None:
    for source in sources(*OURS):
        first = (ast.get_docstring(source.tree) or "").splitlines()[0]
        assert first.endswith("."), f"{source.name}: end the first line with a full stop"


def test_public_functions_and_classes_say_what_they_do() -> None:
    looked_at, silent = 0, []
    for source in sources("portal", "config.py", "dev.py"):
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                looked_at += 1
                if not ast.get_docstring(node):
                    silent.append(f"{source.name}:{node.lineno} {node.name}")
    assert looked_at > 200
    assert not silent, f"{silent}: say in one line what they are for"


def test_nothing_is_left_to_be_done() -> None:
    looked_at, left = 0, []
    for source in sources(*EVERYWHERE):
        for line, comment in comments(source):
            looked_at += 1
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", comment):
                left.append(f"{source.name}:{line}: {comment}; do it, or open an issue")
            if re.match(r"#\s*(if|for|def|return|import|from|class) .*[:=(]$", comment):
                left.append(f"{source.name}:{line}: code that is commented out; delete it")
    assert looked_at > 50
    assert not left, "\n".join(left)


def test_nothing_prints() -> None:
    looked_at = 0
    for source in sources("portal", "config.py", "wsgi.py"):
        for call in source.calls():
            looked_at += 1
            assert call.dotted not in {"print", "pprint", "breakpoint"}, (
                f"{source.name}:{call.line}: log it, or click.echo it in a command"
            )
    assert looked_at > 1000


def test_no_file_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handlers"}

    for source in sources("portal"):
        assert not nothing & set(source.module.split(".")), f"{source.name}: name it by its noun"


def test_no_class_is_called_after_nothing() -> None:
    looked_at = 0
    for source in sources("portal"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                looked_at += 1
                vague = re.search(r"(Manager|Handler|Helper|Data|Info|Utils)$", node.name)
                assert not vague, f"{source.name}: {node.name}: name it by its noun"
    assert looked_at > 60


def test_no_private_path_or_secret_stands_in_the_tree() -> None:
    looked_at, key = 0, "-".join(["BEGIN PRIVATE", "KEY"]).replace("-", " ")
    for pattern in ("**/*.py", "**/*.md", "**/*.toml", "**/*.html", "**/*.js", "**/*.css"):
        for path in ROOT.glob(pattern):
            parts = path.relative_to(ROOT).parts
            if parts[0] in {".venv", ".tools", "instance", "node_modules"} or parts[0][0] == ".":
                continue
            looked_at += 1
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(home|root|Users|work)/[a-z]", text), f"{path}: a private path"
            assert key not in text, f"{path}: a private key"
    assert looked_at > 150
