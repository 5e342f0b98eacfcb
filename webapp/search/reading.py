"""From the rows of the database to what is indexed of them, as they are now.

Places of passages name where a hit opens: ``section-<key>`` and ``step-<n>`` are anchors of the reading page,
``file:<attachment>:<place>`` is a page, sheet or slide of an attachment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from webapp.adoptions.queries.counting import AdoptionCount, adoption_counts
from webapp.base.database import Database
from webapp.base.markdown import plain_text
from webapp.directory.models import Honour, Organisation, Person, Studio, StudioMember
from webapp.directory.vocabularies import Vocabularies
from webapp.documents.content import Content, Section, from_json
from webapp.documents.models import Attachment, Document, Version, VersionAttachment, VersionPerson
from webapp.documents.policy import WIDE, audience
from webapp.documents.queries.files import held_files
from webapp.documents.queries.patents import public_patent_status
from webapp.documents.workflow import VersionState
from webapp.patents.queries.status import PublicStatus
from webapp.search.entry import PUBLIC, Entry, Key, Passage

KINDS = ("document", "organisation", "person", "studio")
BATCH = 50
PATENT_STATES = ("granted", "pending", "over", "reported")
_PATENT_SIGNS = {
    "over": ("失效", "终止", "届满", "无效", "驳回", "撤回", "放弃"),
    "granted": ("授权", "已获", "获专利", "有效"),
    "pending": ("申请", "受理", "公开", "公布", "实审", "审查"),
}
METHOD_SECTIONS = (Section.METHOD, Section.PROCEDURE)


class EntryReader:
    """Reads entries from one database, with the words of one moment's vocabularies."""

    def __init__(self, session: Session, vocabularies: Vocabularies) -> None:
        self.session = session
        self.vocabularies = vocabularies
        self._adoptions: Mapping[int, AdoptionCount] = {}
        self._honours: Mapping[int, Sequence[Honour]] = {}
        self._held: frozenset[int] = frozenset()
        self._patents: Mapping[int, PublicStatus] = {}
        honours = vocabularies.terms.get("honours", {})
        self._honour_names = {word: key for key, term in honours.items() for word in (term.zh, *term.aliases)}

    def entries(self, keys: Iterable[Key]) -> list[Entry]:
        """The entries of those keys that are to be indexed, in no order; what is missing is not."""
        wanted: dict[str, list[int]] = {}
        for key in keys:
            wanted.setdefault(key.kind, []).append(key.id)
        found: list[Entry] = []
        found += self.documents(wanted.get("document", ()))
        found += self.organisations(wanted.get("organisation", ()))
        found += self.people(wanted.get("person", ()))
        found += self.studios(wanted.get("studio", ()))
        return found

    def documents(self, ids: Sequence[int]) -> list[Entry]:
        """Published documents among these."""
        statement = (
            select(Version)
            .join(Version.document)
            .where(Version.state == VersionState.PUBLISHED, Version.document_id.in_(ids))
            .options(
                contains_eager(Version.document).options(
                    joinedload(Document.organisation), joinedload(Document.studio)
                ),
                selectinload(Version.attachments)
                .joinedload(VersionAttachment.attachment)
                .selectinload(Attachment.passages),
            )
        )
        versions = self.session.scalars(statement).all() if ids else []
        self._adoptions = adoption_counts(self.session, [version.document_id for version in versions])
        self._honours = self._honours_of(versions)
        self._patents = public_patent_status(self.session, [version.document_id for version in versions])
        self._held = held_files(self.session, [version.document_id for version in versions])
        return [self.document(version) for version in versions]

    def _honours_of(self, versions: Sequence[Version]) -> Mapping[int, Sequence[Honour]]:
        """The honours of the people who took part, by version."""
        if not versions:
            return {}
        rows = self.session.execute(
            select(VersionPerson.version_id, Honour)
            .join(Honour, Honour.person_id == VersionPerson.person_id)
            .where(VersionPerson.version_id.in_([version.id for version in versions]))
            .order_by(VersionPerson.version_id, Honour.id)
        )
        found: dict[int, list[Honour]] = {}
        for version_id, honour in rows:
            found.setdefault(version_id, []).append(honour)
        return found

    def document(self, version: Version) -> Entry:
        """One published document."""
        document, content = version.document, from_json(version.content)
        shown = version.published_at or version.created_at
        adopted = self._adoptions.get(document.id, AdoptionCount())
        return Entry(
            kind_of_thing="document",
            id=document.id,
            audience=audience(version.visibility, document),
            title=content.title,
            keywords=(document.number, *content.keywords, *self._labels(content)),
            people=_names(document, content),
            method=tuple(_sections(content, METHOD_SECTIONS)) + tuple(_points(content)),
            steps=tuple(_steps(content)),
            body=(*_body(content), *_captions(self._files_of(version))),
            attachments=tuple(_files(self._files_of(version))),
            facets=self._facets(document, version, content),
            date_ordinal=shown.date().toordinal(),
            adoptions=max(adopted.confirmed, adopted.reported, len(content.adoptions)),
            verified=adopted.confirmed > 0,
        )

    def _files_of(self, version: Version) -> list[VersionAttachment]:
        """The files of the version, without what is held back from its readers for a guarded document's sake."""
        is_wide = version.visibility in WIDE
        return [link for link in version.attachments if not (is_wide and link.attachment_id in self._held)]

    def people(self, ids: Sequence[int]) -> list[Entry]:
        """People among these."""
        statement = (
            select(Person)
            .where(Person.id.in_(ids), Person.merged_into_id.is_(None))
            .options(joinedload(Person.organisation), selectinload(Person.honours))
        )
        return [self._person(row) for row in self.session.scalars(statement)] if ids else []

    def studios(self, ids: Sequence[int]) -> list[Entry]:
        """Studios among these."""
        statement = (
            select(Studio)
            .where(Studio.id.in_(ids), Studio.merged_into_id.is_(None))
            .options(
                joinedload(Studio.organisation),
                joinedload(Studio.leader),
                selectinload(Studio.members).joinedload(StudioMember.person),
            )
        )
        return [self._studio(row) for row in self.session.scalars(statement)] if ids else []

    def organisations(self, ids: Sequence[int]) -> list[Entry]:
        """Organisations among these."""
        statement = select(Organisation).where(Organisation.id.in_(ids), Organisation.merged_into_id.is_(None))
        return [self._organisation(row) for row in self.session.scalars(statement)] if ids else []

    def _person(self, row: Person) -> Entry:
        honours = tuple(honour.title for honour in row.honours)
        facets = self._places(row.industry, row.region) | {"trade": self._path("trades", row.trade)}
        return Entry(
            kind_of_thing="person",
            id=row.id,
            audience=PUBLIC,
            title=row.name,
            keywords=(*row.specialties, *honours, *self._words("trades", row.trade)),
            people=(row.organisation.name,) if row.organisation else (),
            body=(Passage("story", plain_text(row.story)), Passage("post", row.post)),
            facets=_filled(facets | {"honour": self._honour_terms(row.honours)}),
            date_ordinal=row.created_at.date().toordinal(),
        )

    def _studio(self, row: Studio) -> Entry:
        names = [member.person.name for member in row.members]
        names += [row.leader.name] if row.leader else []
        names += [row.organisation.name] if row.organisation else []
        facets = self._places(row.industry, row.region) | {"trade": self._path("trades", row.trade)}
        return Entry(
            kind_of_thing="studio",
            id=row.id,
            audience=PUBLIC,
            title=row.name,
            keywords=self._words("trades", row.trade) + self._words("industries", row.industry),
            people=tuple(dict.fromkeys(names)),
            body=(Passage("description", plain_text(row.description)),),
            facets=_filled(facets | {"level": (row.level,) if row.level else ()}),
            date_ordinal=row.created_at.date().toordinal(),
        )

    def _organisation(self, row: Organisation) -> Entry:
        return Entry(
            kind_of_thing="organisation",
            id=row.id,
            audience=PUBLIC,
            title=row.name,
            keywords=self._words("industries", row.industry) + self._words("regions", row.region),
            body=(Passage("description", plain_text(row.description)),),
            facets=_filled(
                self._places(row.industry, row.region) | {"organisation_kind": (row.kind,) if row.kind else ()}
            ),
            date_ordinal=row.created_at.date().toordinal(),
        )

    def _facets(self, document: Document, version: Version, content: Content) -> dict[str, tuple[str, ...]]:
        facets = self._places(version.industry, version.region)
        facets |= {
            "kind": (document.kind,),
            "trade": self._path("trades", version.trade),
            "year": (str(version.year),) if version.year else (),
            "studio": (str(document.studio_id),) if document.studio_id else (),
            "organisation": (str(document.organisation_id),),
            "steps": ("yes",) if content.steps else (),
            "honour": self._honour_terms(self._honours.get(version.id, ()), _typed_honours(content)),
            "patent": self._patent(document.id, content),
            "adopted": ("yes",) if content.adoptions or document.id in self._adoptions else (),
            "verified": ("yes",) if self._adoptions.get(document.id, AdoptionCount()).confirmed else (),
            "video": ("yes",) if any(link.attachment.group == "video" for link in self._files_of(version)) else (),
        }
        return _filled(facets)

    def _places(self, industry: str, region: str) -> dict[str, tuple[str, ...]]:
        return {"industry": self._path("industries", industry), "region": self._path("regions", region)}

    def _path(self, vocabulary: str, key: str) -> tuple[str, ...]:
        """The key and all above it, so that choosing a province finds its cities."""
        terms, path = self.vocabularies.terms.get(vocabulary, {}), []
        while key and key not in path:
            path.append(key)
            key = terms[key].parent if key in terms else ""
        return tuple(path)

    def _patent(self, document_id: int, content: Content) -> tuple[str, ...]:
        """The public state of the patents on record, else what the text says of them."""
        status = self._patents.get(document_id, PublicStatus.NONE)
        return patent_states(content) if status == PublicStatus.NONE else (status.value,)

    def _honour_terms(self, honours: Iterable[Honour], typed: Iterable[str] = ()) -> tuple[str, ...]:
        """The terms of honours and all above them; what is only told in words counts when it is a term's name."""
        named = self._honour_names
        words = [*typed, *(honour.title for honour in honours if not honour.term)]
        keys = [*(honour.term for honour in honours if honour.term), *(named[word] for word in words if word in named)]
        return tuple(dict.fromkeys(each for key in keys for each in self._path("honours", key)))

    def _words(self, vocabulary: str, key: str) -> tuple[str, ...]:
        """The words for a key and for all above it, in both languages, with other names."""
        terms = self.vocabularies.terms.get(vocabulary, {})
        found = [terms[each] for each in self._path(vocabulary, key) if each in terms]
        return tuple(word for term in found for word in (term.zh, term.en, *term.aliases) if word)

    def _labels(self, content: Content) -> tuple[str, ...]:
        own = (content.industry_label, content.trade_label, content.region_label)
        words = (
            *self._words("industries", content.industry),
            *self._words("trades", content.trade),
            *self._words("regions", content.region),
        )
        return tuple(dict.fromkeys(word for word in (*own, *words) if word))


def all_keys_after(database: Database, after: Key | None) -> Iterator[list[Key]]:
    """The keys of everything that may be indexed, in order, in batches, beginning after this one."""
    models: dict[str, Any] = {"document": Document, "organisation": Organisation, "person": Person, "studio": Studio}
    for kind in KINDS:
        if after is not None and kind < after.kind:
            continue
        last = after.id if after is not None and kind == after.kind else 0
        model = models[kind]
        while True:
            with database.reading() as session:
                ids = session.scalars(select(model.id).where(model.id > last).order_by(model.id).limit(BATCH)).all()
            if not ids:
                break
            last = ids[-1]
            yield [Key(kind, each) for each in ids]


def _names(document: Document, content: Content) -> tuple[str, ...]:
    names = [each.name for each in content.contributors] + [each.name for each in content.organisations]
    names += [document.organisation.name] + ([document.studio.name] if document.studio else [])
    return tuple(dict.fromkeys(name for name in names if name))


def _sections(content: Content, sections: Iterable[Section]) -> Iterator[Passage]:
    for section in sections:
        if text := content.sections.get(section, ""):
            yield Passage(f"section-{section}", plain_text(text))


def _points(content: Content) -> Iterator[Passage]:
    if content.innovation_points:
        yield Passage("innovation-points", "\n".join(content.innovation_points))


def _steps(content: Content) -> Iterator[Passage]:
    for ordinal, step in enumerate(content.steps, start=1):
        words = (step.action, step.key_point, step.parameters, step.time, step.criterion, step.warning)
        yield Passage(f"step-{ordinal}", "\n".join(word for word in words if word))


def _body(content: Content) -> Iterator[Passage]:
    yield Passage("summary", content.summary)
    yield from _sections(content, (section for section in Section if section not in METHOD_SECTIONS))
    measures = [f"{each.name} {each.before} {each.after} {each.unit}" for each in content.measures]
    tools = [*content.equipment, *content.materials]
    used = [f"{each.organisation} {each.effect}" for each in content.adoptions]
    patents = [f"{each.title} {each.number}" for each in content.patents]
    awards = [each.name for each in content.awards]
    facts = (
        ("measures", measures),
        ("equipment", tools),
        ("adoptions", used),
        ("patents", patents),
        ("awards", awards),
    )
    for place, lines in facts:
        if lines:
            yield Passage(place, "\n".join(lines))


def _captions(links: Sequence[VersionAttachment]) -> Iterator[Passage]:
    """What stands below the pictures."""
    for link in links:
        if link.attachment.group == "image" and link.caption:
            yield Passage(f"figure-{link.attachment.key}", link.caption)


def _typed_honours(content: Content) -> list[str]:
    return [honour for each in content.contributors for honour in each.honours]


def patent_states(content: Content) -> tuple[str, ...]:
    """What the sources say of the patents: 'granted', 'pending', 'over', or 'reported' without a state."""
    states = {_patent_state(each.status) for each in content.patents}
    return tuple(state for state in PATENT_STATES if state in states)


def _patent_state(told: str) -> str:
    for state, signs in _PATENT_SIGNS.items():
        if any(sign in told for sign in signs):
            return state
    return "reported"


def _files(links: Sequence[VersionAttachment]) -> Iterator[Passage]:
    for link in links:
        attachment = link.attachment
        yield Passage(f"file:{attachment.key}:", f"{attachment.name} {link.caption}".strip())
        for passage in attachment.passages:
            yield Passage(f"file:{attachment.key}:{passage.place}", passage.text)


def _filled(facets: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in facets.items() if values}
