"""What people read: plain, without praise or blame, in the words of the glossary."""

import ast
import re
from collections.abc import Iterator

from tests.house.pages import templates
from tests.house.tree import sources

BANNED = {
    r"\bpatients?\b(?! (with|and))": "say client, or your therapist's side of it",
    r"\boops\b": "say what happened",
    r"\bfailed to\b": "say what can be done",
    r"\bsuffer(s|ing|ed)?\b": "nobody is described by an illness here",
    r"\brelapse": "say hard stretch",
    r"\bstreaks?\b": "nobody counts days here",
    r"\bnon-?complian": "say what was done, not what was not",
    r"\binvalid\b": "say what to do next",
    r"\bplease try again later\b": "say how long",
    r"\b(users?|journal)\b": "say client, practitioner, reflection",
    r"!": "no exclamation marks",
}
ABOUT_WORDS = "reports/_fair_words.html"  # shows practitioners which words to leave out
TRANSLATED = {"_", "gettext", "lazy_gettext", "ngettext", "_n"}


def said_in_templates() -> Iterator[tuple[str, str]]:
    """Yield every text of a template, with where it stands."""
    for template in (*templates(), *templates("txt")):
        if template.name == ABOUT_WORDS:
            continue
        for quote in re.findall(r"\b_\(\s*\"((?:[^\"\\]|\\.)*)\"", template.bare):
            yield template.name, quote
        for block in re.findall(r"{%-? trans\b.*?%}(.*?){%-? endtrans", template.bare, re.DOTALL):
            yield template.name, re.sub(r"<[^>]*>|\{.*?\}", " ", block)


def said_in_code() -> Iterator[tuple[str, str]]:
    """Yield every text that goes through gettext in the code, with where it stands."""
    for source in sources("portal"):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or not isinstance(
                node.func, ast.Name | ast.Attribute
            ):
                continue
            if ast.unparse(node.func).rsplit(".", 1)[-1] in TRANSLATED:
                for argument in node.args:
                    for one in ast.walk(argument):
                        if isinstance(one, ast.Constant) and isinstance(one.value, str):
                            yield f"{source.name}:{node.lineno}", one.value


def everything_said() -> list[tuple[str, str]]:
    """Return every text that a person may read."""
    return [*said_in_templates(), *said_in_code()]


def test_there_is_much_to_read() -> None:
    assert len(list(said_in_templates())) > 300
    assert len(list(said_in_code())) > 100


def test_no_banned_word_is_said() -> None:
    wrong = [
        f"{where}: {text[:60]!r}: {remedy}"
        for where, text in everything_said()
        for pattern, remedy in BANNED.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]

    assert not wrong, "\n".join(wrong)


def test_a_text_has_no_emoji() -> None:
    emoji = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")

    wrong = [(where, text) for where, text in everything_said() if emoji.search(text)]

    assert not wrong


def test_the_client_reads_of_a_therapist_and_the_practitioner_of_a_client() -> None:
    wrong = []
    for where, text in everything_said():
        if "client_views" in where and re.search(r"\b(practitioner|client)\b", text, re.IGNORECASE):
            wrong.append(f"{where}: {text!r}: client pages say your therapist, and you")
        if "practitioner_views" in where and re.search(r"\byour therapist\b", text):
            wrong.append(f"{where}: {text!r}: practitioner pages say client")

    assert not wrong, "\n".join(wrong)


def test_words_of_forms_and_views_are_translated() -> None:
    """Labels, messages and flashes go through gettext: a bare string there is an oversight."""
    looked_at, wrong = 0, []
    for source in sources("portal"):
        if not source.path.name.endswith(("_views.py", "forms.py")):
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            if not (name == "flash" or name.endswith("Field") or name == "ValidationError"):
                continue
            looked_at += 1
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                wrong.append(f"{source.name}:{node.lineno}: {first.value!r}: say it with _(…)")
    assert looked_at > 60
    assert not wrong, "\n".join(wrong)
