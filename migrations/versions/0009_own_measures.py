"""Measures in a client's own words, statements about licences, prompts put aside."""

import uuid

import sqlalchemy as sa
from alembic import op

from migrations import row_level_security

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ["own_measure", "licence_statement", "prompt_aside"]


def upgrade() -> None:
    _own_measures()
    _licence_statements()
    _prompts_aside()
    if op.get_bind().dialect.name == "postgresql":
        row_level_security.guard(TABLES)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _own_measures() -> None:
    op.create_table(
        "own_measure",
        *_ids("client_id", "measure_id", "proposer_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lines_sealed", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("measure_id", "number", name=op.f("uq_own_measure_measure_id_number")),
        *_keys("own_measure", client_id="user", proposer_id="user"),
    )
    op.create_index("ix_own_measure_client", "own_measure", ["practice_id", "client_id"])


def _licence_statements() -> None:
    op.create_table(
        "licence_statement",
        *_ids("stated_by_id"),
        sa.Column("taken_back_by_id", sa.Uuid(), nullable=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("slug", "version", "licence_id", "words")
        ),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("licence_statement", stated_by_id="user", taken_back_by_id="user"),
    )
    columns = ["practice_id", "slug", "taken_back_at"]
    op.create_index("ix_licence_statement_slug", "licence_statement", columns)


def _prompts_aside() -> None:
    op.create_table(
        "prompt_aside",
        *_ids("author_id", "client_id"),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("put_aside_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("prompt_aside", author_id="user", client_id="user"),
    )
    columns = ["practice_id", "author_id", "client_id"]
    op.create_index("ix_prompt_aside_client", "prompt_aside", columns)


def _ids(*names: str) -> list[sa.Column[uuid.UUID]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "practice_id", *names)]


def _keys(table: str, **references: str) -> list[sa.Constraint]:
    references = {"practice_id": "practice", **references}
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{other}.id"],
                name=op.f(f"fk_{table}_{column}_{other}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, other in references.items()
        ),
    ]
