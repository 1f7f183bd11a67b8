"""Care: cover, supervision, transfer, break-glass."""

import uuid

import sqlalchemy as sa
from alembic import op

from migrations import carrying

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _cover()
    _emergency()
    _supervision()
    _replies_know_their_reflection()
    carrying.up()


def downgrade() -> None:
    carrying.down()
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_reply_reflection_id_reflection"), type_="foreignkey")
        batch_op.drop_column("reflection_id")
    for table in ("supervision_item", "emergency_access", "handover", "cover"):
        op.drop_table(table)


def _cover() -> None:
    op.create_table(
        "cover",
        *_ids("practitioner_id", "colleague_id"),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("cover", practitioner_id="user", colleague_id="user"),
    )
    op.create_index("ix_cover_practitioner", "cover", ["practitioner_id", "ends_at"])
    op.create_index("ix_cover_colleague", "cover", ["colleague_id", "ends_at"])
    op.create_table(
        "handover",
        *_ids("cover_id", "client_id", "reflection_id"),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("handover", cover_id="cover", client_id="user", reflection_id="reflection"),
    )
    op.create_index("ix_handover_cover", "handover", ["cover_id", "taken_back_at"])
    op.create_index("ix_handover_reflection", "handover", ["reflection_id", "taken_back_at"])


def _emergency() -> None:
    op.create_table(
        "emergency_access",
        *_ids("client_id", "practitioner_id"),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        *_keys("emergency_access", client_id="user", practitioner_id="user"),
    )
    op.create_index(
        "ix_emergency_access_practitioner", "emergency_access", ["practitioner_id", "ends_at"]
    )
    op.create_index("ix_emergency_access_client", "emergency_access", ["client_id", "opened_at"])


def _supervision() -> None:
    people = {"author_id": "user", "supervisor_id": "user", "client_id": "user"}
    op.create_table(
        "supervision_item",
        *_ids(*people, "reflection_id"),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("supervision_item", **people, reflection_id="reflection"),
    )
    indexes = {
        "author": ["author_id", "shared_at"],
        "supervisor": ["supervisor_id", "ends_at"],
        "reflection": ["reflection_id"],
    }
    for name, columns in indexes.items():
        op.create_index(f"ix_supervision_item_{name}", "supervision_item", columns)


def _replies_know_their_reflection() -> None:
    op.add_column("reply", sa.Column("reflection_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE reply SET reflection_id = (SELECT annotation.reflection_id FROM annotation "
        "WHERE annotation.id = reply.annotation_id)"
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.alter_column("reflection_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_reply_reflection_id_reflection"),
            "reflection",
            ["reflection_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )


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
