"""The heads of the audit chains are never taken away and never set back."""

from migrations import triggers

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    triggers.create_for_heads()


def downgrade() -> None:
    triggers.drop_for_heads()
