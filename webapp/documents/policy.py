"""Who may read, write, review and withdraw documents.

Each ``can_…`` has a twin ``…_by`` that filters rows the same way. A version's visibility is proposed with the draft,
reviewed with it, and takes effect when it is published. An older version is readable only where both its own
visibility and the present one's allow it, so that an internal text does not become public because a later version is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from webapp.base.actor import Actor, Role
from webapp.documents.disclosure import OPEN_TO_ALL, is_guarded
from webapp.documents.disclosure_models import FirstPublic, Opening
from webapp.documents.models import (
    Attachment,
    Document,
    Version,
    VersionAttachment,
    VersionEditor,
    VersionPerson,
    Visibility,
)
from webapp.documents.workflow import OPEN, UNSENT, VersionState

_IN_FORCE = aliased(Version)
WIDE = (Visibility.PUBLIC, Visibility.MEMBERS)
STUDIO_SIDE = "studio"


def effective(visibility: str, disclosure: str) -> Visibility:
    """Who may really read: what is guarded stays within its own organisation, whatever its visibility says."""
    if visibility in WIDE and is_guarded(disclosure):
        return Visibility.ORGANISATION
    return Visibility(visibility)


def sees(actor: Actor, visibility: str, document: Document) -> bool:
    """Whether something of this document, published with this visibility, is readable."""
    seen_as = effective(visibility, document.disclosure)
    return _sees(actor, seen_as, document.organisation_id, document.studio_id)


def _sees(actor: Actor, visibility: str, organisation_id: int, studio_id: int | None) -> bool:
    if visibility == Visibility.PUBLIC or reads_everything(actor):
        return True
    if not actor.is_signed_in:
        return False
    in_studio = studio_id is not None and studio_id in actor.studio_ids
    if visibility == Visibility.MEMBERS or in_studio or organisation_id in actor.managed_organisation_ids:
        return True
    return visibility == Visibility.ORGANISATION and organisation_id == actor.organisation_id


def seen_by(actor: Actor, visibility: ColumnElement[str], document: type[Document] = Document) -> ColumnElement[bool]:
    """The same as a filter over rows of ``document`` with this visibility column."""
    return _seen_where(actor, visibility, document, is_open(document))


def is_open(document: type[Document] = Document) -> ColumnElement[bool]:
    """Filter over Document: not guarded."""
    return document.disclosure.in_(sorted(OPEN_TO_ALL))


def _seen_where(
    actor: Actor, visibility: ColumnElement[str], document: type[Document], is_unguarded: ColumnElement[bool]
) -> ColumnElement[bool]:
    if reads_everything(actor):
        return true()
    if not actor.is_signed_in:
        return and_(visibility == Visibility.PUBLIC, is_unguarded)
    allowed: list[ColumnElement[bool]] = [and_(visibility.in_(WIDE), is_unguarded)]
    if actor.studio_ids:
        allowed.append(document.studio_id.in_(sorted(actor.studio_ids)))
    if actor.managed_organisation_ids:
        allowed.append(document.organisation_id.in_(sorted(actor.managed_organisation_ids)))
    if actor.organisation_id is not None:
        allowed.append(and_(visibility != Visibility.STUDIO, document.organisation_id == actor.organisation_id))
    return or_(*allowed)


def audience(visibility: str, document: Document) -> str:
    """The audience of a published document as one word: all with the same word are readable by the same people."""
    seen_as = effective(visibility, document.disclosure)
    if seen_as in WIDE:
        return seen_as
    return f"{seen_as}:{document.organisation_id}:{document.studio_id or 0}"


def sees_audience(actor: Actor, word: str) -> bool:
    """Whether the actor belongs to an audience made by :func:`audience`."""
    visibility, _, owner = word.partition(":")
    organisation, _, studio = owner.partition(":")
    return _sees(actor, visibility, int(organisation or 0), int(studio or 0) or None)


def audiences_of(actor: Actor, present: Iterable[str]) -> frozenset[str]:
    """Those of the present audiences that the actor belongs to."""
    return frozenset(word for word in present if sees_audience(actor, word))


def reads_everything(actor: Actor) -> bool:
    """Reviewers judge new versions beside what is published, so they read all of it."""
    return actor.has(Role.REVIEWER) or actor.is_system


def can_read_document(actor: Actor, document: Document, published: Version) -> bool:
    """Whether the actor may read the published version of the document."""
    return sees(actor, published.visibility, document)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Filter over Version joined with Document: published and readable."""
    return and_(Version.state == VersionState.PUBLISHED, seen_by(actor, Version.__table__.c.visibility))


def owns(actor: Actor, document: Document) -> bool:
    """Whether the actor is on the writing side: in the studio, or a manager of the organisation."""
    in_studio = document.studio_id is not None and document.studio_id in actor.studio_ids
    return in_studio or document.organisation_id in actor.managed_organisation_ids


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Document."""
    allowed: list[ColumnElement[bool]] = []
    if actor.studio_ids:  # never unknown, so that it can be denied: NOT (NULL IN …) would hide what has no studio
        in_studio = Document.studio_id.in_(sorted(actor.studio_ids))
        allowed.append(and_(Document.studio_id.is_not(None), in_studio))
    if actor.managed_organisation_ids:
        allowed.append(Document.organisation_id.in_(sorted(actor.managed_organisation_ids)))
    return or_(*allowed) if allowed else false()


def can_read_version(actor: Actor, document: Document, version: Version, published: Version | None) -> bool:
    """Whether the actor may read this version: open ones by their own side and, in review, by reviewers.

    What is in the trash is read by nobody until it is taken out again.
    """
    if version.state == VersionState.DISCARDED:
        return actor.is_system
    if owns(actor, document) or actor.is_system:
        return True
    state = VersionState(version.state)
    if state in UNSENT:
        return False
    if actor.has(Role.REVIEWER):
        return True
    if state in OPEN or state == VersionState.WITHDRAWN or published is None:
        return False
    return all(sees(actor, each.visibility, document) for each in (version, published))


def versions_readable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Version joined with Document."""
    return _versions_readable_where(actor, is_open())


def _versions_readable_where(actor: Actor, is_unguarded: ColumnElement[bool]) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    own = and_(owned_by(actor), Version.state != VersionState.DISCARDED)
    if actor.has(Role.REVIEWER):
        return or_(own, Version.state.not_in(sorted(UNSENT)))
    present = _IN_FORCE
    present_seen = (
        select(present.id)
        .where(
            present.document_id == Version.document_id,
            present.state == VersionState.PUBLISHED,
            _seen_where(actor, present.visibility, Document, is_unguarded),  # type: ignore[arg-type]
        )
        .exists()
    )
    shown = and_(
        Version.state.in_((VersionState.PUBLISHED, VersionState.SUPERSEDED)),
        _seen_where(actor, Version.__table__.c.visibility, Document, is_unguarded),
        present_seen,
    )
    return or_(own, shown)


def can_read_attachment(
    actor: Actor, document: Document, carried_by: Iterable[Version], published: Version | None, *, is_held: bool
) -> bool:
    """Whether the actor may have a file: some version that carries it is readable. Nobody else's right helps.

    A file that is held back is kept like one of a guarded document; see :func:`held_back`.
    """
    return any(
        can_read_version(actor, document, version, published) and not (is_held and _is_outside(actor, document))
        for version in carried_by
    )


def attachments_readable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Attachment."""
    return (
        select(VersionAttachment.version_id)
        .join(Version, Version.id == VersionAttachment.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(
            VersionAttachment.attachment_id == Attachment.id,
            _versions_readable_where(actor, and_(is_open(), ~held_back())),
        )
        .correlate(Attachment)
        .exists()
    )


def held_back() -> ColumnElement[bool]:
    """Filter over Attachment: the strictest document wins. Another, guarded one carries the same bytes.

    Bytes that everybody could have before the guarded document got them are no longer anybody's secret and stay.
    """
    other, owner = aliased(Attachment), aliased(Document)
    same, carrying = aliased(Attachment), aliased(VersionAttachment)
    was_public_before = (
        select(carrying.version_id)
        .join(same, same.id == carrying.attachment_id)
        .join(FirstPublic, FirstPublic.version_id == carrying.version_id)
        .where(same.sha256 == other.sha256, FirstPublic.at <= other.created_at)
        .correlate(other)
        .exists()
    )
    return (
        select(other.id)
        .join(owner, owner.id == other.document_id)
        .where(
            other.sha256 == Attachment.sha256,
            other.document_id != Attachment.document_id,
            ~is_open(owner),
            ~was_public_before,
        )
        .correlate(Attachment)
        .exists()
    )


def _is_outside(actor: Actor, document: Document) -> bool:
    """Whether the actor is kept out of what is guarded of this document."""
    return not (_sees(actor, Visibility.ORGANISATION, document.organisation_id, document.studio_id))


def can_create(actor: Actor, organisation_id: int, studio_id: int | None) -> bool:
    """Whether the actor may begin a document: for their studio, or for an organisation they manage."""
    if studio_id is not None:
        return studio_id in actor.studio_ids
    return organisation_id in actor.managed_organisation_ids


def may_write_somewhere(actor: Actor) -> bool:
    """Whether the actor may begin a document at all."""
    return bool(actor.studio_ids or actor.managed_organisation_ids)


def can_write(actor: Actor, document: Document) -> bool:
    """Whether the actor may write drafts of this document: its studio; without a studio, its managers."""
    if document.studio_id is not None:
        return document.studio_id in actor.studio_ids
    return document.organisation_id in actor.managed_organisation_ids


def writable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Document."""
    managed = sorted(actor.managed_organisation_ids)
    return or_(
        Document.studio_id.in_(sorted(actor.studio_ids)) if actor.studio_ids else false(),
        and_(Document.studio_id.is_(None), Document.organisation_id.in_(managed)) if managed else false(),
    )


def can_declare(actor: Actor, document: Document) -> bool:
    """Whether the actor may say how secret the document is: its own side."""
    return owns(actor, document) or actor.is_system


def can_guard(actor: Actor, document: Document) -> bool:
    """Whether the actor may close the document to people outside at once: its own side and every reviewer."""
    return can_declare(actor, document) or actor.has(Role.REVIEWER)


def side_of(actor: Actor, document: Document) -> str:
    """The role in which the actor speaks about the secrecy of the document, the nearest one; '' for nobody."""
    if document.studio_id is not None and document.studio_id in actor.studio_ids:
        return STUDIO_SIDE
    if document.organisation_id in actor.managed_organisation_ids:
        return Role.ORGANISATION_MANAGER
    return Role.REVIEWER if actor.has(Role.REVIEWER) and not actor.is_system else ""


def can_approve_opening(actor: Actor, document: Document, opening: Opening) -> bool:
    """Whether the actor is the second person an opening waits for: another account, in another role."""
    if opening.outcome or opening.approved_at is not None or opening.requested_by_id == actor.account_id:
        return False
    return side_of(actor, document) not in ("", opening.requested_role)


def openings_approved_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Opening joined with Document."""
    if actor.is_system or not actor.is_signed_in:
        return false()
    in_studio = _in_studio(actor)
    managed = sorted(actor.managed_organisation_ids)
    manages = Document.organisation_id.in_(managed) if managed else false()
    as_reviewer = true() if actor.has(Role.REVIEWER) else false()
    asked = Opening.requested_role
    return and_(
        Opening.outcome == "",
        Opening.approved_at.is_(None),
        Opening.requested_by_id != actor.account_id,
        or_(
            and_(in_studio, asked != STUDIO_SIDE),
            and_(~in_studio, manages, asked != Role.ORGANISATION_MANAGER),
            and_(~in_studio, ~manages, as_reviewer, asked != Role.REVIEWER),
        ),
    )


def can_end_opening(actor: Actor, document: Document) -> bool:
    """Whether the actor may call an opening off, or let it take effect after the wait: either side."""
    return side_of(actor, document) != ""


def _in_studio(actor: Actor) -> ColumnElement[bool]:
    if not actor.studio_ids:
        return false()
    return and_(Document.studio_id.is_not(None), Document.studio_id.in_(sorted(actor.studio_ids)))


def can_review(actor: Actor, document: Document, version: Version) -> bool:
    """Whether the actor may judge this version: a reviewer with no hand in it.

    Needs ``editors`` and ``people`` of the version loaded.
    """
    if not actor.has(Role.REVIEWER) or actor.is_system:
        return False
    wrote = any(editor.account_id == actor.account_id for editor in version.editors)
    took_part = any(row.person_id == actor.person_id for row in version.people)
    return not (wrote or took_part or owns(actor, document))


def reviewable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Version joined with Document."""
    if not actor.has(Role.REVIEWER) or actor.is_system:
        return false()
    wrote = select(VersionEditor.version_id).where(
        VersionEditor.version_id == Version.id, VersionEditor.account_id == actor.account_id
    )
    took_part = select(VersionPerson.version_id).where(
        VersionPerson.version_id == Version.id, VersionPerson.person_id == actor.person_id
    )
    return and_(~wrote.exists(), ~took_part.exists(), ~owned_by(actor))


def can_answer(actor: Actor, document: Document, version: Version) -> bool:
    """Whether the actor may answer remarks on this version, and settle them: who writes it, and who judges it.

    Needs ``editors`` and ``people`` of the version loaded.
    """
    if VersionState(version.state) not in OPEN:
        return False
    judges = version.state == VersionState.IN_REVIEW and can_review(actor, document, version)
    return judges or can_write(actor, document)


def answerable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Version joined with Document."""
    judged = and_(Version.state == VersionState.IN_REVIEW, reviewable_by(actor))
    return and_(Version.state.in_(sorted(OPEN)), or_(writable_by(actor), judged))


def can_withdraw(actor: Actor, document: Document) -> bool:
    """Whether the actor may take it down: reviewers, leaders of the studio, managers of the organisation."""
    leads = document.studio_id is not None and document.studio_id in actor.led_studio_ids
    return actor.has(Role.REVIEWER) or leads or document.organisation_id in actor.managed_organisation_ids


def can_revive(actor: Actor, document: Document, version: Version) -> bool:
    """Whether the actor may see this version in the trash and take it out: those who may write the document."""
    return version.state == VersionState.DISCARDED and can_write(actor, document)


def revivable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Version joined with Document."""
    return and_(Version.state == VersionState.DISCARDED, writable_by(actor))


VersionRule = Callable[[Actor, Document, Version], bool]
"""A rule about a document and its version in force."""


def can_verify(actor: Actor, document: Document, _published: Version) -> bool:
    """Whether the actor may say that it is still correct: those who write it, and those who answer for it."""
    leads = document.studio_id is not None and document.studio_id in actor.led_studio_ids
    return can_write(actor, document) or leads or document.organisation_id in actor.managed_organisation_ids


def verifiable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Document."""
    managed = sorted(actor.managed_organisation_ids)
    return or_(writable_by(actor), Document.organisation_id.in_(managed) if managed else false())


def can_halt(actor: Actor, document: Document, _published: Version) -> bool:
    """Whether the actor may call it in: whoever may take it down."""
    return can_withdraw(actor, document)


def haltable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a filter over Document."""
    if actor.has(Role.REVIEWER):
        return true()
    led, managed = sorted(actor.led_studio_ids), sorted(actor.managed_organisation_ids)
    by_studio = and_(Document.studio_id.is_not(None), Document.studio_id.in_(led)) if led else false()
    return or_(by_studio, Document.organisation_id.in_(managed) if managed else false())


def can_lift(actor: Actor, document: Document, published: Version) -> bool:
    """Whether the actor may let it be used again: a reviewer with no hand in it.

    Needs ``editors`` and ``people`` of the version loaded.
    """
    return can_review(actor, document, published)


def can_set_rules(actor: Actor) -> bool:
    """Whether the actor may set what each kind asks of review and of keeping true."""
    return actor.has(Role.ADMINISTRATOR)
