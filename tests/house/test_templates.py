"""Templates: one page a file, whole, escaped, translated, and nothing inline."""

import re
from collections.abc import Callable, Sequence

from flask import Flask
from jinja2 import nodes

from tests.house.pages import Template, templates
from tests.house.tree import sources

PAGES = [
    one
    for one in templates()
    if not one.is_part and "/pdf/" not in one.name and "/consent_v" not in one.name
]
Check = Callable[[Template], None]


def each(found: Sequence[Template]) -> Callable[[Check], Callable[[], None]]:
    """Make one test of a check: it goes through all of `found` and names every one that fails."""

    def over(check: Check) -> Callable[[], None]:
        def test() -> None:
            wrong = []
            for template in found:
                try:
                    check(template)
                except AssertionError as problem:
                    wrong.append(str(problem).splitlines()[0])
            assert len(found) > 25
            assert not wrong, "\n".join(wrong)

        return test

    return over


every_template, every_page = each(templates()), each(PAGES)

LETTERS = r"[^\W\d_]{2,}"
FROM_ELSEWHERE = r"<(script|link|img|iframe|source)\b[^>]*(src|href)=[\"']https?:"


def test_there_are_templates_to_look_at() -> None:
    assert len(PAGES) > 25
    assert len(templates()) > len(PAGES)


@every_template
def test_it_is_short(template: Template) -> None:
    lines = len(template.text.splitlines())

    assert lines < 80, f"{template.name} has {lines} lines: part it, a part begins with _"


@every_template
def test_it_never_trusts_what_people_wrote(template: Template) -> None:
    for pattern in (r"\|\s*safe\b", r"autoescape\s+false", r"\bMarkup\b"):
        assert not re.search(pattern, template.bare), f"{template.name}: leave escaping on"


@every_template
def test_nothing_stands_inline(template: Template) -> None:
    if "/pdf/" in template.name:
        return  # paper: one file that needs nothing from outside, never sent to a browser as it is
    for pattern, what in (
        (r"<script(?![^>]*\bsrc=)", "a script"),
        (r"<style\b", "a style sheet"),
        (r"\sstyle\s*=", "a style"),
        (r"\son[a-z]+\s*=\s*[\"']", "a handler"),
        (r"(href|src|action)\s*=\s*[\"']\s*javascript:", "a script address"),
    ):
        found = re.search(pattern, template.bare, re.IGNORECASE)
        assert not found, f"{template.name}: {what} inline; put it in static/"


@every_template
def test_it_loads_nothing_from_elsewhere(template: Template) -> None:
    found = re.search(
        r"<(script|link|img|iframe|source)\b[^>]*(src|href)=[\"']https?:", template.bare
    )

    assert not found, f"{template.name}: serve it from static/"


@every_template
def test_every_word_is_translated(template: Template) -> None:
    text = re.sub(r"<(svg|style)\b.*?</\1>", "", template.markup, flags=re.DOTALL)
    between = re.sub(r"<[^>]*>", "\x00", text)
    said = re.findall(r"\b(?:alt|title|placeholder|aria-label)\s*=\s*\"([^\"\x00]+)\"", text)

    bare = re.findall(LETTERS, re.sub(r"&\w+;", " ", between))

    assert not bare, f"{template.name}: say {bare} with _(…)"
    assert not said, f"{template.name}: say {said} with _(…)"


@every_page
def test_it_has_a_title_of_its_own(template: Template) -> None:
    assert "{% block title %}" in template.bare, f"{template.name}: fill the title block"
    assert "{% extends" in template.bare, f"{template.name}: extend a layout"


@every_page
def test_its_title_names_nobody(template: Template) -> None:
    title = re.search(r"{% block title %}(.*?){% endblock %}", template.bare, re.DOTALL)
    assert title is not None

    shown = re.findall(r"\{\{(.*?)\}\}", title.group(1), re.DOTALL)

    for one in shown:
        said = re.sub(r"_\(\s*(\"[^\"]*\"|'[^']*')\s*\)", "", one)
        assert not re.search(r"\.(name|title|body|words|email)\b", said), (
            f"{template.name}: a title stands in the history of a shared browser"
        )


@every_template
def test_a_form_is_sealed_and_posts(template: Template) -> None:
    for form in re.findall(r"<form\b.*?</form>", template.bare, re.DOTALL):
        opening = form.split(">", 1)[0]
        if re.search(r"method=\"?(get|dialog)", opening):
            continue
        assert re.search(r"method=\"post\"", opening), f"{template.name}: a form says its method"
        sealed = re.search(r"csrf_token|hidden_tag|form_start|hidden\(|seal", form)
        assert sealed, f"{template.name}: a form carries csrf_token"


@every_template
def test_it_asks_no_role(template: Template) -> None:
    found = re.search(r"viewer\.(is_\w+|role)", template.bare)
    if template.name.startswith("layouts/"):
        return  # a layout shows each door its own contents

    assert not found, f"{template.name}: ask can('noun:action', thing), not {found and found[0]}"


def _references(app: Flask, template: Template) -> tuple[set[str], dict[str, set[str]]]:
    """Return the templates that one draws on, and what it imports from each."""
    tree = app.jinja_env.parse(template.text)
    drawn: set[str] = set()
    imported: dict[str, set[str]] = {}
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        if not isinstance(node.template, nodes.Const):  # type: ignore[attr-defined]
            continue
        name = node.template.value  # type: ignore[attr-defined]
        drawn.add(name)
        if isinstance(node, nodes.FromImport):
            names = {one if isinstance(one, str) else one[1] for one in node.names}
            imported.setdefault(name, set()).update(names)
    return drawn, imported


def test_every_template_is_used(app: Flask) -> None:
    named = "\n".join(source.text for source in sources("portal"))
    drawn = set().union(*(_references(app, one)[0] for one in templates()))

    unused = [
        one.name
        for one in templates()
        if one.name not in drawn
        and f'"{one.name}"' not in named
        and not re.fullmatch(r"rights/consent_v\d+\.html", one.name)  # one for each version
        and not re.fullmatch(r"errors/\d{3}\.html", one.name)
    ]

    assert not unused, f"{unused}: no view shows these; delete them"


def test_every_error_page_is_for_a_status_that_is_shown() -> None:
    from portal.web.errors import PAGES as STATUSES

    written = {int(one.path.stem) for one in templates() if one.path.stem.isdigit()}

    assert written == STATUSES


def test_every_imported_macro_is_used(app: Flask) -> None:
    looked_at, wrong = 0, []
    for template in templates():
        for source, names in _references(app, template)[1].items():
            for name in names:
                looked_at += 1
                if len(re.findall(rf"\b{name}\b", template.bare)) < 2:
                    wrong.append(f"{template.name} imports {name} from {source} and never uses it")
    assert looked_at > 30
    assert not wrong, "\n".join(wrong)


def test_every_macro_is_called_somewhere(app: Flask) -> None:
    everything = "\n".join(one.bare for one in templates())
    uncalled = []
    for template in templates():
        for macro in app.jinja_env.parse(template.text).find_all(nodes.Macro):
            if len(re.findall(rf"\b{macro.name}\s*\(", everything)) < 2:
                uncalled.append(f"{template.name}: {macro.name}")

    assert not uncalled, f"{uncalled}: nobody calls these; delete them"


def test_every_view_shows_a_template_named_after_it_or_says_which(app: Flask) -> None:
    known = {one.name for one in (*templates(), *templates("txt"))}
    shown = set()
    for source in sources("portal"):
        shown |= set(re.findall(r"render_template\(\s*\"([^\"]+)\"", source.text))

    assert len(shown) > 25
    assert shown <= known
