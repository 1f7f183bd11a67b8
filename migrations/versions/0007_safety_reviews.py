"""Safety reviews: what waits for a person to look, whose it is, and the hours of who looks."""

import uuid

import sqlalchemy as sa
from alembic import op

from migrations import row_level_security

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("safety_review", "open_review", "safety_hours")


def upgrade() -> None:
    _reviews()
    _open_reviews()
    _hours()
    if op.get_bind().dialect.name == "postgresql":
        row_level_security.guard(TABLES)


def downgrade() -> None:
    for table in ("open_review", "safety_hours", "safety_review"):
        op.drop_table(table)


def _reviews() -> None:
    op.create_table(
        "safety_review",
        *_ids("id", "practice_id", "client_id"),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("administration_id", sa.Uuid(), nullable=True),
        *_sealed("answered", "told", "call_words", "summary", "plan"),
        *_moments("opened_at", "due_at"),
        *_moments("card_seen_at", "asked_to_call_at", needed=False),
        *_moments("acknowledged_at", "escalated_at", "closed_at", needed=False),
        *_moments("raise_at", "reminded_at", "all_told_at", "looked_again_at", needed=False),
        *_ids("acknowledged_by_id", "closed_by_id", needed=False),
        sa.Column("contact", sa.String(40), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_review")),
        *_keys("safety_review", client_id="user", acknowledged_by_id="user", closed_by_id="user"),
    )
    op.create_index(
        "ix_safety_review_client", "safety_review", ["practice_id", "client_id", "closed_at"]
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_safety_review_open_of_answers",
        "safety_review",
        ["administration_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _open_reviews() -> None:
    op.create_table(
        "open_review",
        *_ids("review_id", "practice_id", "client_id"),
        *_ids("told_id", needed=False),
        *_moments("opened_at"),
        *_moments("ended_at", needed=False),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_open_review")),
        *_keys("open_review", review_id="safety_review", client_id="user", told_id="user"),
    )
    op.create_index("ix_open_review_client", "open_review", ["client_id", "ended_at"])
    op.create_index("ix_open_review_told", "open_review", ["told_id", "ended_at"])


def _hours() -> None:
    op.create_table(
        "safety_hours",
        *_ids("id", "practice_id", "practitioner_id"),
        sa.Column("weekdays", sa.String(7), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.Column("within", sa.Integer(), nullable=False),
        *_ids("colleague_id", needed=False),
        *_moments("changed_at"),
        sa.UniqueConstraint("practitioner_id", name=op.f("uq_safety_hours_practitioner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_hours")),
        *_keys("safety_hours", practitioner_id="user", colleague_id="user"),
    )


def _ids(*names: str, needed: bool = True) -> list[sa.Column[uuid.UUID]]:
    return [sa.Column(name, sa.Uuid(), nullable=not needed) for name in names]


def _moments(*names: str, needed: bool = True) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=not needed) for name in names]


def _sealed(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True) for name in names]


def _keys(table: str, **references: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            [column],
            [f"{other}.id"],
            name=op.f(f"fk_{table}_{column}_{other}"),
            initially="DEFERRED",
            deferrable=True,
        )
        for column, other in {"practice_id": "practice", **references}.items()
    ]
