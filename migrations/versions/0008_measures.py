"""Measures: what is asked of a client, and each time that it was answered."""

import sqlalchemy as sa
from alembic import op

from migrations import row_level_security

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ["measure_assignment", "administration"]
WITHOUT = "annotations goals reflections reports"
WITH = "annotations goals measures reflections reports"


def upgrade() -> None:
    _assignment()
    _administration()
    for table in ("care_relationship", "transfer"):  # whoever saw everything sees everything
        op.execute(f"UPDATE {table} SET carried = '{WITH}' WHERE carried = '{WITHOUT}'")
    if op.get_bind().dialect.name == "postgresql":
        row_level_security.guard(TABLES)


def downgrade() -> None:
    for table in ("care_relationship", "transfer"):
        without = "TRIM(REPLACE(' ' || carried || ' ', ' measures ', ' '))"
        op.execute(f"UPDATE {table} SET carried = {without} WHERE carried LIKE '%measures%'")
    for table in reversed(TABLES):
        op.drop_table(table)


def _assignment() -> None:
    op.create_table(
        "measure_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=False),
        sa.Column("slug_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rhythm", sa.String(length=40), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("scores_proposed", sa.String(length=40), nullable=False),
        sa.Column("scores_agreed", sa.String(length=40), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_keys(
            "measure_assignment", practice_id="practice", client_id="user", assigned_by_id="user"
        ),
    )
    op.create_index(
        "ix_measure_assignment_client", "measure_assignment", ["practice_id", "client_id"]
    )


def _administration() -> None:
    op.create_table(
        "administration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("slug_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("pace", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("remark_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("typed_total_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("typed_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("talked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_out_by_id", sa.Uuid(), nullable=True),
        *_keys(
            "administration",
            practice_id="practice",
            client_id="user",
            assignment_id="measure_assignment",
            typed_by_id="user",
            taken_out_by_id="user",
        ),
        sa.UniqueConstraint(
            "assignment_id", "due_on", name=op.f("uq_administration_assignment_id_due_on")
        ),
    )
    op.create_index(
        "ix_administration_course",
        "administration",
        ["practice_id", "client_id", "state", "completed_at"],
    )


def _keys(table: str, **references: str) -> list[sa.Constraint]:
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
