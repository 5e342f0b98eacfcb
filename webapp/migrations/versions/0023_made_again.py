"""made_again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.base.model import Moment

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    with op.batch_alter_table("exhibition_made") as table:
        table.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("claimed_until", Moment(), nullable=True))
        table.add_column(sa.Column("versions", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("name", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("mime", sa.String(100), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("exhibition_made") as table:
        for name in ("attempts", "claimed_until", "versions", "name", "mime"):
            table.drop_column(name)
