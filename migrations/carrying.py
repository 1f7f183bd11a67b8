"""What 0005 does for transfers: what came along with a care relationship, and proposals."""

import sqlalchemy as sa
from alembic import op

AS_BEFORE = "annotations goals reflections"
"""What every care relationship saw of the time before it, until there were transfers."""


def up() -> None:
    """Let a care relationship say how far back it sees, and give each a summary of its own."""
    _care()
    _last_shared()
    _summaries()
    _transfers()


def down() -> None:
    """Undo it. Summaries go; `flask summaries rebuild` makes one a client again."""
    op.drop_table("transfer")
    op.execute("DELETE FROM client_summary")
    with op.batch_alter_table("client_summary", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_client_summary_care_relationship_id"), type_="unique")
        batch_op.drop_constraint(
            op.f("fk_client_summary_care_relationship_id_care_relationship"), type_="foreignkey"
        )
        batch_op.drop_column("care_relationship_id")
        batch_op.create_unique_constraint(op.f("uq_client_summary_client_id"), ["client_id"])
    op.drop_column("reflection", "last_shared_at")
    with op.batch_alter_table("care_relationship", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_care_relationship_ended_by_id_user"), type_="foreignkey")
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("carried")


def _care() -> None:
    with op.batch_alter_table("care_relationship", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("carried", sa.String(80), nullable=False, server_default=AS_BEFORE)
        )
        batch_op.create_foreign_key(
            op.f("fk_care_relationship_ended_by_id_user"),
            "user",
            ["ended_by_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )
    with op.batch_alter_table("care_relationship", schema=None) as batch_op:
        batch_op.alter_column("carried", existing_type=sa.String(80), server_default=None)


def _last_shared() -> None:
    op.add_column(
        "reflection", sa.Column("last_shared_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("UPDATE reflection SET last_shared_at = shared_at")
    newest = "SELECT max(revision.shared_at) FROM revision"
    own = "WHERE revision.reflection_id = reflection.id"
    op.execute(
        f"UPDATE reflection SET last_shared_at = ({newest} {own}) "
        f"WHERE ({newest} {own}) > last_shared_at"
    )


def _summaries() -> None:
    """A client's one summary goes to the practitioner in care longest; the rest come anew."""
    op.add_column("client_summary", sa.Column("care_relationship_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE client_summary SET care_relationship_id = (SELECT care.id "
        "FROM care_relationship care WHERE care.client_id = client_summary.client_id "
        "AND care.started_at IS NOT NULL AND care.ended_at IS NULL "
        "ORDER BY care.started_at, care.id LIMIT 1)"
    )
    op.execute("DELETE FROM client_summary WHERE care_relationship_id IS NULL")
    with op.batch_alter_table("client_summary", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_client_summary_client_id"), type_="unique")
        batch_op.alter_column("care_relationship_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_unique_constraint(
            op.f("uq_client_summary_care_relationship_id"), ["care_relationship_id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_client_summary_care_relationship_id_care_relationship"),
            "care_relationship",
            ["care_relationship_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )


def _transfers() -> None:
    references = {
        "practice_id": "practice",
        "client_id": "user",
        "care_relationship_id": "care_relationship",
        "proposer_id": "user",
        "colleague_id": "user",
    }
    op.create_table(
        "transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in references),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("carried", sa.String(80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{other}.id"],
                name=op.f(f"fk_transfer_{column}_{other}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, other in references.items()
        ),
    )
    op.create_index("ix_transfer_client", "transfer", ["client_id", "state"])
    op.create_index("ix_transfer_care_relationship_id", "transfer", ["care_relationship_id"])
