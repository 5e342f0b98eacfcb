"""Everything the page of a document shows, made once for all readers and kept while nothing changes."""

from __future__ import annotations

import html as escaping
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.base.clock import local, today
from webapp.base.errors import Invalid
from webapp.base.markdown import RENDERER_VERSION
from webapp.directory.routes.showing import present_vocabularies
from webapp.directory.vocabularies import Vocabularies
from webapp.documents import disclosure_words, wording
from webapp.documents.citation import Cited, bibtex, gbt7714
from webapp.documents.content import Section
from webapp.documents.kept_pages import KeptPages
from webapp.documents.models import Version
from webapp.documents.queries.reading import Head, Reading, published_version_of, reading_of
from webapp.documents.routes.document_parts import Part, parts_of
from webapp.web.i18n import _, language, ngettext, show_date
from webapp.web.site import site

KEPT = "kept_pages"
PEOPLE_IN_TITLE = 5
TERMS = {"industry": "industries", "trade": "trades", "region": "regions"}


@dataclass(frozen=True, slots=True)
class Fragments:
    """The finished pieces of a page that are the same for every reader."""

    meta: Markup
    stamp: Markup
    lead: Markup
    facts: Markup
    body: Markup
    citation: Markup
    contents: tuple[dict[str, str], ...]
    step_count: int
    has_files: bool
    has_math: bool
    is_from_library: bool
    audience: str = ""
    guarded: str = ""


def fragments_of(session: Session, head: Head) -> Fragments:
    """The pieces for a version; read and drawn only when something has changed."""
    kept = kept_pages()
    key = (head.stamp, language(), request.url_root, today())
    found = kept.get(key)
    if found is None:
        found = drawn(head, reading_of(session, head), published_version_of(session, head))
        kept.put(key, found, sum(len(each) for each in (found.stamp, found.facts, found.body, found.meta)))
    return cast(Fragments, found)


def kept_pages() -> KeptPages:
    """The memory of made pieces and pages of the present application."""
    return cast(KeptPages, site().parts[KEPT])


def cited_of(head: Head, reading: Reading) -> Cited:
    """What a citation of this version is made of."""
    document, version = reading.document, reading.version
    return Cited(
        number=head.number,
        title=reading.content.title,
        creators=[each.name for each in reading.content.contributors] or [document.organisation.name],
        publisher=document.organisation.name,
        edition=version.ordinal,
        published_on=local(version.published_at).date() if version.published_at else None,
        accessed_on=today(),
        address=address_of(head.number),
    )


def bibtex_of(head: Head, reading: Reading) -> str:
    """The entry for reference managers."""
    return bibtex(cited_of(head, reading))


def address_of(number: str) -> str:
    """The permanent address of a document, with the host."""
    return request.url_root.rstrip("/") + url_for("documents.read", number=number)


def html_of(version: Version, sections: Mapping[str, str]) -> Mapping[str, str]:
    """The HTML of the sections: as saved, made anew for this page when another renderer made it."""
    if version.renderer_version == RENDERER_VERSION:
        return version.rendered
    try:
        return site().renderer.render_all(sections)
    except Invalid:
        return {name: f'<pre tabindex="0">{escaping.escape(text)}</pre>' for name, text in sections.items()}


def drawn(head: Head, reading: Reading, published: Version | None = None) -> Fragments:
    """The pieces for a version and what it says, made anew."""
    html = html_of(reading.version, reading.content.sections)
    parts = parts_of(reading, html, f"{head.number}-{head.ordinal}")
    words = present_vocabularies()
    pieces: Any = current_app.jinja_env.get_template("documents/_document.html").module
    cited = cited_of(head, reading)
    return Fragments(
        meta=pieces.meta(_meta(head, reading, cited)),
        stamp=pieces.stamp(_titled(head, reading), _cells(head, reading)),
        lead=pieces.summary(reading.content.summary),
        facts=pieces.facts_box(_facts(reading, words)),
        body=pieces.body(parts),
        citation=pieces.cite(gbt7714(cited), url_for("documents.read", number=head.number), head),
        contents=tuple({"id": part.id, "label": part.label} for part in parts),
        step_count=len(reading.content.steps),
        has_files=any(part.id == "files" for part in parts),
        has_math="arithmatex" in "".join(_texts(parts)),
        is_from_library=bool(reading.document.loaded_hash),
        audience="" if head.is_public else disclosure_words.audience_of(reading.document, reading.version, published),
        guarded=disclosure_words.guarded_label(reading.document),
    )


def _texts(parts: Sequence[Part]) -> list[str]:
    return [value for part in parts for kind, value in part.blocks if kind == "prose"]


def _titled(head: Head, reading: Reading) -> dict[str, Any]:
    content, document = reading.content, reading.document
    people = [
        (each.name, url_for("directory.person", person_id=reading.people[at]) if at in reading.people else "")
        for at, each in enumerate(content.contributors)
    ]
    badges = []
    if content.naming_level:
        level = wording.NAMING_LEVELS.get(content.naming_level, content.naming_level)
        badges.append((_("%(level)s命名", level=level), "warn"))
    if content.patents:
        badges.append((_("专利 %(n)s 件", n=len(content.patents)), "good"))
    state = {} if head.state == "published" else {"state": head.state, "state_label": wording.STATES[head.state]}
    return {
        "kind": document.kind,
        "kind_label": wording.KINDS[document.kind],
        "title": content.title,
        "people": people[:PEOPLE_IN_TITLE],
        "more_people": max(0, len(people) - PEOPLE_IN_TITLE),
        "badges": badges,
        **state,
    }


def _cells(head: Head, reading: Reading) -> list[Any]:
    document, version = reading.document, reading.version
    moment = version.published_at or version.edited_at
    organisation = (
        url_for("directory.organisation", organisation_id=document.organisation_id),
        document.organisation.name,
    )
    studio: Any = ""
    if document.studio is not None:
        studio = (url_for("directory.studio", studio_id=document.studio.id), document.studio.name)
    adoptions = len(reading.content.adoptions)
    return [
        (_("编号"), head.number, "wide"),
        (_("版次"), _("第 %(n)s 版", n=version.ordinal)),
        (_("发布日期") if version.published_at else _("修改日期"), show_date(local(moment).date())),
        (_("公开范围"), str(wording.VISIBILITIES[version.visibility])),
        (_("推广应用"), ngettext("%(num)s 处", "%(num)s 处", adoptions) if adoptions else ""),
        (_("完成单位"), organisation, "wide"),
        (_("工作室"), studio, "wide"),
        (_("资料来源"), _("公开报道") if document.loaded_hash else _("单位提交"), "wide"),
    ]


def _facts(reading: Reading, words: Vocabularies) -> list[tuple[str, Any]]:
    content = reading.content
    entries: list[tuple[str, Any]] = []
    for name, vocabulary in TERMS.items():
        key = getattr(content, name)
        label = words.label(vocabulary, key, language()) or getattr(content, f"{name}_label")
        value = (url_for("search.results", **{name: key}), label) if key else label
        entries.append((wording.field_label(name), value))
    organisations = []
    for at, each in enumerate(content.organisations):
        found = reading.organisations.get(at)
        url = url_for("directory.organisation", organisation_id=found) if found else ""
        organisations.append((url, each.name) if url else each.name)
    entries.append((wording.field_label("organisations"), organisations))
    year = content.year
    entries.append((wording.field_label("year"), (url_for("search.results", year=year), str(year)) if year else ""))
    entries.append((wording.field_label("period"), _period(content.period_from, content.period_to)))
    entries.append((wording.field_label("naming_level"), str(wording.NAMING_LEVELS.get(content.naming_level, ""))))
    entries.append((wording.field_label("keywords"), _words(content.keywords)))
    counts = (
        ("awards", "#awards", ngettext("%(num)s 项", "%(num)s 项", len(content.awards))),
        ("patents", "#patents", ngettext("%(num)s 件", "%(num)s 件", len(content.patents))),
        ("adoptions", f"#section-{Section.PROMOTION}", ngettext("%(num)s 处", "%(num)s 处", len(content.adoptions))),
    )
    for name, place, count in counts:
        if name == "adoptions" and reading.document.loaded_hash:
            continue  # what the library reports stands as records of its own
        link = Markup('<a href="{}">{}</a>').format(place, count)
        entries.append((wording.field_label(name), link if getattr(content, name) else ""))
    return entries


def _words(words: Sequence[str]) -> Markup:
    """Keywords side by side, each leading to what else is found by it."""
    links = [Markup('<li><a href="{}">{}</a></li>').format(url_for("search.results", q=word), word) for word in words]
    return Markup('<ul class="fact-words">{}</ul>').format(Markup().join(links)) if links else Markup()


def _period(start: str, end: str) -> str:
    if start and end:
        return _("%(start)s 至 %(end)s", start=start, end=end)
    return start or end


def _meta(head: Head, reading: Reading, cited: Cited) -> dict[str, Any]:
    """What search engines and reference managers are told; nothing for documents that are not public."""
    if not head.is_public:
        return {}
    content = reading.content
    day = show_date(cited.published_on)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "HowTo" if content.steps else "TechArticle",
        "name": content.title,
        "headline": content.title,
        "description": content.summary,
        "identifier": head.number,
        "url": cited.address,
        "inLanguage": "zh-CN",
        "datePublished": day,
        "version": str(head.ordinal),
        "author": [{"@type": "Person", "name": each.name} for each in content.contributors],
        "publisher": {"@type": "Organization", "name": cited.publisher},
        "keywords": list(content.keywords),
    }
    if content.steps:
        data["step"] = [
            {"@type": "HowToStep", "position": at, "text": step.action}
            for at, step in enumerate(content.steps, start=1)
        ]
    return {
        "cited": cited,
        "day": day,
        "summary": content.summary,
        "keywords": content.keywords,
        "data": {name: value for name, value in data.items() if value},
    }
