"""Patents, their events and fees, and the patents of documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
APPEND_ONLY = ("patent_event", "patent_fee_payment")


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "patent_fee_amount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("to_year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_year <= to_year", name=op.f("ck_patent_fee_amount_years_in_order")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from <= valid_until", name=op.f("ck_patent_fee_amount_days_in_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_fee_amount")),
    )
    op.create_table(
        "patent_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("studio_id", sa.Integer(), nullable=True),
        sa.Column("unused", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_patent_batch_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["studio_id"], ["studio.id"], name=op.f("fk_patent_batch_studio_id_studio")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_batch")),
    )
    with op.batch_alter_table("patent_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_batch_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "patent_calendar",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_patent_calendar_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_patent_calendar")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_patent_calendar_secret_hash")),
    )
    op.create_table(
        "patent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=3), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("typed_number", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("applicants", sa.JSON(), nullable=False),
        sa.Column("right_holder", sa.String(length=300), nullable=False),
        sa.Column("ipc_classes", sa.JSON(), nullable=False),
        sa.Column("publication_number", sa.String(length=40), nullable=False),
        sa.Column("grant_number", sa.String(length=40), nullable=False),
        sa.Column("certificate_number", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("studio_id", sa.Integer(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("fee_percent", sa.Integer(), nullable=False),
        sa.Column("reduced_until_year", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("report_key", sa.String(length=160), nullable=False),
        sa.Column("reported_status", sa.String(length=40), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("certificate_size", sa.BigInteger(), nullable=False),
        sa.Column("certificate_name", sa.String(length=200), nullable=False),
        sa.Column("certificate_mime", sa.String(length=100), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("paid_year", sa.Integer(), nullable=False),
        sa.Column("fee_year", sa.Integer(), nullable=True),
        sa.Column("fee_due_on", sa.Date(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removal_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("type IN ('invention','utility_model','design','')", name=op.f("ck_patent_known_type")),
        sa.CheckConstraint("fee_percent BETWEEN 0 AND 100", name=op.f("ck_patent_a_share")),
        sa.ForeignKeyConstraint(["batch_id"], ["patent_batch.id"], name=op.f("fk_patent_batch_id_patent_batch")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_patent_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["account.id"], name=op.f("fk_patent_responsible_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["studio_id"], ["studio.id"], name=op.f("fk_patent_studio_id_studio")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent")),
    )
    with op.batch_alter_table("patent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_patent_fee_due_on", ["fee_due_on"], unique=False)
        batch_op.create_index("ix_patent_listed", ["removed_at", "is_public", "filed_on", "id"], unique=False)
        batch_op.create_index(
            "ix_patent_counted",
            ["removed_at", "is_public", "status", "expires_on", "type", "year", "organisation_id"],
            unique=False,
        )
        batch_op.create_index("ix_patent_titled", ["removed_at", "is_public", "title", "id"], unique=False)
        batch_op.create_index("ix_patent_number", ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_patent_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_patent_report_key"), ["report_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_patent_responsible_id"), ["responsible_id"], unique=False)
        batch_op.create_index("ix_patent_status", ["status", "expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_patent_studio_id"), ["studio_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_patent_year"), ["year"], unique=False)
        batch_op.create_index(
            "uq_patent_number",
            ["organisation_id", "number"],
            unique=True,
            sqlite_where=sa.text("number <> '' AND removed_at IS NULL"),
            postgresql_where=sa.text("number <> '' AND removed_at IS NULL"),
        )

    op.create_table(
        "document_patent",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "relation IN ('protects','improves','cites')", name=op.f("ck_document_patent_known_relation")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_patent_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_document_patent_patent_id_patent")),
        sa.PrimaryKeyConstraint("document_id", "patent_id", name=op.f("pk_document_patent")),
    )
    with op.batch_alter_table("document_patent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_patent_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "patent_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["patent_event.id"], name=op.f("fk_patent_event_corrects_id_patent_event")
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_patent_event_patent_id_patent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_event")),
    )
    with op.batch_alter_table("patent_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_event_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "patent_fee_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("cancels_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cancels_id"], ["patent_fee_payment.id"], name=op.f("fk_patent_fee_payment_cancels_id_patent_fee_payment")
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], name=op.f("fk_patent_fee_payment_patent_id_patent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_fee_payment")),
    )
    with op.batch_alter_table("patent_fee_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_fee_payment_patent_id"), ["patent_id"], unique=False)

    op.create_table(
        "patent_inventor",
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name=op.f("fk_patent_inventor_patent_id_patent"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_patent_inventor_person_id_person")),
        sa.PrimaryKeyConstraint("patent_id", "position", name=op.f("pk_patent_inventor")),
    )
    with op.batch_alter_table("patent_inventor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patent_inventor_person_id"), ["person_id"], unique=False)

    for table in APPEND_ONLY:
        _make_append_only(table)


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP FUNCTION {table}_is_append_only()")
    with op.batch_alter_table("patent_inventor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_inventor_person_id"))

    op.drop_table("patent_inventor")
    with op.batch_alter_table("patent_fee_payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_fee_payment_patent_id"))

    op.drop_table("patent_fee_payment")
    with op.batch_alter_table("patent_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_event_patent_id"))

    op.drop_table("patent_event")
    with op.batch_alter_table("document_patent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_patent_patent_id"))

    op.drop_table("document_patent")
    with op.batch_alter_table("patent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_patent_number",
            sqlite_where=sa.text("number <> '' AND removed_at IS NULL"),
            postgresql_where=sa.text("number <> '' AND removed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_patent_year"))
        batch_op.drop_index(batch_op.f("ix_patent_studio_id"))
        batch_op.drop_index("ix_patent_status")
        batch_op.drop_index(batch_op.f("ix_patent_responsible_id"))
        batch_op.drop_index(batch_op.f("ix_patent_report_key"))
        batch_op.drop_index(batch_op.f("ix_patent_organisation_id"))
        batch_op.drop_index("ix_patent_number")
        batch_op.drop_index("ix_patent_titled")
        batch_op.drop_index("ix_patent_counted")
        batch_op.drop_index("ix_patent_listed")
        batch_op.drop_index("ix_patent_fee_due_on")
        batch_op.drop_index(batch_op.f("ix_patent_batch_id"))

    op.drop_table("patent")
    op.drop_table("patent_calendar")
    with op.batch_alter_table("patent_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patent_batch_organisation_id"))

    op.drop_table("patent_batch")
    op.drop_table("patent_fee_amount")


def _make_append_only(table: str) -> None:
    """Have the database itself refuse to change or remove rows."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
