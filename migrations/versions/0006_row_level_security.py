"""Row-level security on PostgreSQL: the second wall."""

from migrations import row_level_security

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_level_security.create()


def downgrade() -> None:
    row_level_security.drop()
