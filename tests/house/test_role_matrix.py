"""The role matrix in docs/ says what the policy says, and nothing else."""

from click.testing import CliRunner

from config import ROOT
from portal.access.permissions import Permission
from portal.access.policy import POLICY
from portal.cli.docs import ABOUT_A_ROLE, WORDS, docs, role_matrix

FILE = ROOT / "docs" / "role-matrix.md"
REMEDY = "run: python3 dev.py flask docs role-matrix > docs/role-matrix.md"


def test_file_is_what_the_policy_says() -> None:
    assert FILE.read_text(encoding="utf-8") == role_matrix(), f"{FILE} is old; {REMEDY}"


def test_every_permission_has_a_row() -> None:
    rows = [line for line in role_matrix().splitlines() if line.startswith("| `")]

    assert [row.split("`")[1] for row in rows] == [one.value for one in Permission]


def test_every_condition_of_the_policy_has_words() -> None:
    used = {one for clauses in POLICY.values() for clause in clauses for one in clause}

    assert used - ABOUT_A_ROLE == set(WORDS), "say the condition in WORDS of portal/cli/docs.py"


def test_roles_are_told_apart() -> None:
    rows = {line.split("`")[1]: line for line in role_matrix().splitlines() if line[:3] == "| `"}
    cells = {name: [cell.strip() for cell in row.split("|")[2:7]] for name, row in rows.items()}

    assert cells["public"] == ["yes"] * 5
    assert cells["signed_in"] == ["–", "yes", "yes", "yes", "yes"]
    nobody, client, practitioner, supervisor, admin = cells["reflection:read"]
    assert {nobody, supervisor, admin} == {"–"}
    assert client == "in their own file"
    assert practitioner.startswith("of a client in care with them now, while it is shared")
    assert practitioner.count("while it is shared") == practitioner.count("**or**") + 1
    assert cells["team:invite"] == ["–", "–", "–", "–", "yes"]


def test_command_prints_the_file() -> None:
    printed = CliRunner().invoke(docs, ["role-matrix"])

    assert printed.exit_code == 0
    assert printed.output == role_matrix()
