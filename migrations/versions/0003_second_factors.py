"""Second factors: authenticator apps, passkeys, recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table(
        "authenticator",
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("user_id", "is_kept", name=op.f("uq_authenticator_user_id_is_kept")),
    )
    _table(
        "passkey",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    _table(
        "recovery_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    for table in ("passkey", "recovery_code"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"], unique=False)
    op.add_column(
        "user", sa.Column("factors_declined_at", sa.DateTime(timezone=True), nullable=True)
    )


def _table(name: str, *parts: sa.Column[object] | sa.UniqueConstraint) -> None:
    """Make a table of rows that belong to one account of one practice."""
    owners = {"user_id": "user", "practice_id": "practice"}
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(column, sa.Uuid(), nullable=False) for column in owners),
        *parts,
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_{name}_{column}_{table}"),
                initially="DEFERRED",
                deferrable=True,
            )
            for column, table in owners.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    op.drop_column("user", "factors_declined_at")
    for table in ("recovery_code", "passkey", "authenticator"):
        op.drop_table(table)
