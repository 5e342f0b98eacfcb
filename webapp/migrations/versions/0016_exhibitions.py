"""exhibitions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "exhibition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisers", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("opening_hours", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("cover_key", sa.String(length=24), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_text", sa.Text(), nullable=False),
        sa.Column("call_until", sa.Date(), nullable=True),
        sa.Column("has_guest_book", sa.Boolean(), nullable=False),
        sa.Column("kiosk_seconds", sa.Integer(), nullable=False),
        sa.Column("arrangement", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("audience IN ('public','members')", name=op.f("ck_exhibition_known_audience")),
        sa.CheckConstraint(
            "level IN ('organisation','district','city','province','national')", name=op.f("ck_exhibition_known_level")
        ),
        sa.CheckConstraint(
            "state IN ('preparation','review','open','closed','archived')", name=op.f("ck_exhibition_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_exhibition_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_key")),
    )
    with op.batch_alter_table("exhibition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_exhibition_state_starts_on", ["state", "starts_on"], unique=False)

    op.create_table(
        "exhibition_arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_arrangement_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_arrangement")),
        sa.UniqueConstraint("exhibition_id", "ordinal", name=op.f("uq_exhibition_arrangement_exhibition_id_ordinal")),
    )
    op.create_table(
        "exhibition_guest_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting','shown','hidden')", name=op.f("ck_exhibition_guest_book_known_state")),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_guest_book_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_guest_book")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_guest_book_key")),
    )
    with op.batch_alter_table("exhibition_guest_book", schema=None) as batch_op:
        batch_op.create_index("ix_exhibition_guest_book_queue", ["exhibition_id", "state", "id"], unique=False)

    op.create_table(
        "exhibition_hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_hall_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_hall")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_hall_key")),
    )
    with op.batch_alter_table("exhibition_hall", schema=None) as batch_op:
        batch_op.create_index("ix_exhibition_hall_order", ["exhibition_id", "position"], unique=False)

    op.create_table(
        "exhibition_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('catalogue','panels_a1','panels_a3','labels','cards','floor_list','offline')",
            name=op.f("ck_exhibition_made_known_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting','running','done','failed')", name=op.f("ck_exhibition_made_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_made_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_made")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_made_key")),
    )
    with op.batch_alter_table("exhibition_made", schema=None) as batch_op:
        batch_op.create_index("ix_exhibition_made_exhibition_id", ["exhibition_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_made_sha256"), ["sha256"], unique=False)

    op.create_table(
        "exhibition_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type_key", sa.String(length=16), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("group", sa.String(length=16), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_picture_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_picture")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_picture_key")),
    )
    with op.batch_alter_table("exhibition_picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_picture_exhibition_id"), ["exhibition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_picture_sha256"), ["sha256"], unique=False)

    op.create_table(
        "exhibition_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_snapshot_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_snapshot")),
        sa.UniqueConstraint("exhibition_id", "ordinal", name=op.f("uq_exhibition_snapshot_exhibition_id_ordinal")),
    )
    op.create_table(
        "exhibition_visits",
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_visits_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("exhibition_id", "item_key", "day", "channel", name=op.f("pk_exhibition_visits")),
    )
    op.create_table(
        "exhibition_curator",
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_exhibition_curator_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exhibition_id"],
            ["exhibition.id"],
            name=op.f("fk_exhibition_curator_exhibition_id_exhibition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exhibition_id", "account_id", name=op.f("pk_exhibition_curator")),
    )
    with op.batch_alter_table("exhibition_curator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_curator_account_id"), ["account_id"], unique=False)

    op.create_table(
        "exhibition_query",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("dismissed", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_query_exhibition_id_exhibition")
        ),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["exhibition_hall.id"], name=op.f("fk_exhibition_query_hall_id_exhibition_hall")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_query")),
    )
    with op.batch_alter_table("exhibition_query", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_query_exhibition_id"), ["exhibition_id"], unique=False)

    op.create_table(
        "exhibition_recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("selection", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('organisation','district','city','province','national')",
            name=op.f("ck_exhibition_recommendation_known_level"),
        ),
        sa.CheckConstraint(
            "state IN ('draft','sent','taken','not_taken')", name=op.f("ck_exhibition_recommendation_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_exhibition_recommendation_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_recommendation_exhibition_id_exhibition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_recommendation")),
        sa.UniqueConstraint(
            "exhibition_id",
            "document_id",
            "level",
            name=op.f("uq_exhibition_recommendation_exhibition_id_document_id_level"),
        ),
    )
    with op.batch_alter_table("exhibition_recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_recommendation_document_id"), ["document_id"], unique=False)

    op.create_table(
        "exhibition_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("studio_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("video_key", sa.String(length=24), nullable=False),
        sa.Column("demonstrations", sa.String(length=300), nullable=False),
        sa.Column("booth", sa.String(length=20), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'document') = (document_id IS NOT NULL)", name=op.f("ck_exhibition_item_document_is_named")
        ),
        sa.CheckConstraint(
            "(kind = 'document') = (version_id IS NOT NULL)", name=op.f("ck_exhibition_item_document_is_pinned")
        ),
        sa.CheckConstraint(
            "(kind = 'person') = (person_id IS NOT NULL)", name=op.f("ck_exhibition_item_person_is_named")
        ),
        sa.CheckConstraint(
            "(kind = 'studio') = (studio_id IS NOT NULL)", name=op.f("ck_exhibition_item_studio_is_named")
        ),
        sa.CheckConstraint(
            "kind IN ('document','product','person','studio','panel')", name=op.f("ck_exhibition_item_known_kind")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_exhibition_item_document_id_document")),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_item_exhibition_id_exhibition")
        ),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["exhibition_hall.id"], name=op.f("fk_exhibition_item_hall_id_exhibition_hall")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exhibition_item_person_id_person")),
        sa.ForeignKeyConstraint(["studio_id"], ["studio.id"], name=op.f("fk_exhibition_item_studio_id_studio")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_exhibition_item_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_item")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_item_key")),
    )
    with op.batch_alter_table("exhibition_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_item_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_item_hall_id"), ["hall_id"], unique=False)
        batch_op.create_index("ix_exhibition_item_order", ["exhibition_id", "hall_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_item_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_item_studio_id"), ["studio_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_item_version_id"), ["version_id"], unique=False)

    op.create_table(
        "exhibition_intent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=24), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('use','learn','talk')", name=op.f("ck_exhibition_intent_known_kind")),
        sa.CheckConstraint(
            "state IN ('new','in_touch','done','dropped')", name=op.f("ck_exhibition_intent_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_exhibition_intent_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoption.id"],
            name=op.f("fk_exhibition_intent_adoption_id_adoption"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_exhibition_intent_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_intent_exhibition_id_exhibition")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"],
            ["account.id"],
            name=op.f("fk_exhibition_intent_responsible_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_intent")),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_intent_key")),
    )
    with op.batch_alter_table("exhibition_intent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_intent_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_intent_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_exhibition_intent_queue", ["exhibition_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_intent_responsible_id"), ["responsible_id"], unique=False)

    op.create_table(
        "exhibition_nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed','asked','accepted','declined','withdrawn')",
            name=op.f("ck_exhibition_nomination_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_exhibition_nomination_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_exhibition_nomination_exhibition_id_exhibition")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["exhibition_item.id"], name=op.f("fk_exhibition_nomination_item_id_exhibition_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition_nomination")),
        sa.UniqueConstraint(
            "exhibition_id", "document_id", name=op.f("uq_exhibition_nomination_exhibition_id_document_id")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_exhibition_nomination_key")),
    )
    with op.batch_alter_table("exhibition_nomination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibition_nomination_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibition_nomination_document_id"), ["document_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("exhibition_nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_nomination_document_id"))
        batch_op.drop_index(batch_op.f("ix_exhibition_nomination_by_id"))

    op.drop_table("exhibition_nomination")
    with op.batch_alter_table("exhibition_intent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_intent_responsible_id"))
        batch_op.drop_index("ix_exhibition_intent_queue")
        batch_op.drop_index(batch_op.f("ix_exhibition_intent_document_id"))
        batch_op.drop_index(batch_op.f("ix_exhibition_intent_account_id"))

    op.drop_table("exhibition_intent")
    with op.batch_alter_table("exhibition_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_item_version_id"))
        batch_op.drop_index(batch_op.f("ix_exhibition_item_studio_id"))
        batch_op.drop_index(batch_op.f("ix_exhibition_item_person_id"))
        batch_op.drop_index("ix_exhibition_item_order")
        batch_op.drop_index(batch_op.f("ix_exhibition_item_hall_id"))
        batch_op.drop_index(batch_op.f("ix_exhibition_item_document_id"))

    op.drop_table("exhibition_item")
    with op.batch_alter_table("exhibition_recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_recommendation_document_id"))

    op.drop_table("exhibition_recommendation")
    with op.batch_alter_table("exhibition_query", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_query_exhibition_id"))

    op.drop_table("exhibition_query")
    with op.batch_alter_table("exhibition_curator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_curator_account_id"))

    op.drop_table("exhibition_curator")
    op.drop_table("exhibition_visits")
    op.drop_table("exhibition_snapshot")
    with op.batch_alter_table("exhibition_picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_picture_sha256"))
        batch_op.drop_index(batch_op.f("ix_exhibition_picture_exhibition_id"))

    op.drop_table("exhibition_picture")
    with op.batch_alter_table("exhibition_made", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exhibition_made_sha256"))
        batch_op.drop_index("ix_exhibition_made_exhibition_id")

    op.drop_table("exhibition_made")
    with op.batch_alter_table("exhibition_hall", schema=None) as batch_op:
        batch_op.drop_index("ix_exhibition_hall_order")

    op.drop_table("exhibition_hall")
    with op.batch_alter_table("exhibition_guest_book", schema=None) as batch_op:
        batch_op.drop_index("ix_exhibition_guest_book_queue")

    op.drop_table("exhibition_guest_book")
    op.drop_table("exhibition_arrangement")
    with op.batch_alter_table("exhibition", schema=None) as batch_op:
        batch_op.drop_index("ix_exhibition_state_starts_on")
        batch_op.drop_index(batch_op.f("ix_exhibition_organisation_id"))

    op.drop_table("exhibition")
