"""Who guesses too often: a counter per claimed account and per network.

An invitation knows its own address: it is made without looking whether anybody has it already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_throttle_tries_are_counted")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index("ix_throttle_age", ["kind", "last_at"], unique=False)
    _invitations_have_addresses()


def _invitations_have_addresses() -> None:
    """Give each the address of its account; both are sealed alike, so the bytes are the same."""
    address = sa.Column("email", sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
    op.add_column("invitation", address)
    op.execute(
        'UPDATE invitation SET email = (SELECT "user".email FROM "user" WHERE "user".id = user_id)'
    )
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_invitation_email"))
        batch_op.drop_column("email")
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.drop_index("ix_throttle_age")

    op.drop_table("throttle")
