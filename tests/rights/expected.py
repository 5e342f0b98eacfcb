"""Who gets what, written down by hand and from the promises alone: nothing here asks the program's own rules.

``TABLE`` names for every endpoint and method, and for every state of the thing it is about, the actors for whom it is
done, refused with an explanation (the thing is theirs to see, the deed does not fit), forbidden (they see the thing,
the deed is not theirs), gone (a tombstone), led to the sign-in page, led elsewhere with nothing done, or handed back
what they typed because they are signed out. Everybody who is not named gets the same answer as for a thing that does
not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Actors = frozenset[str]
States = Mapping[str, "Expect"]


def actors(*names: str) -> Actors:
    """A set of actors."""
    return frozenset(names)


OUT: Actors = actors("visitor", "disabled")
IN: Actors = actors(
    *("worker_a", "worker_b", "worker_alone", "member_a1", "member_a2", "leader_a1", "leader_b1", "manager_a"),
    *("manager_b", "reviewer", "contributor", "curator", "administrator", "auditor"),
)
ALL: Actors = IN | OUT
NOBODY: Actors = frozenset()
A1: Actors = actors("member_a1", "leader_a1")
OWN: Actors = A1 | {"manager_a"}
JUDGES: Actors = actors("reviewer", "contributor")
OF_A = OWN | {"worker_a", "member_a2"}
WRITERS: Actors = OWN | {"member_a2", "leader_b1", "manager_b"}
LEADERS = actors("leader_a1", "leader_b1", "manager_a", "manager_b", "administrator")
MANAGERS = actors("manager_a", "manager_b", "administrator")
ADMINISTRATOR = actors("administrator")
KEEPERS_A = actors("manager_a", "administrator")
KEEPERS_B = actors("manager_b", "administrator")
KEEPERS_A1 = KEEPERS_A | {"leader_a1"}


@dataclass(frozen=True, slots=True)
class Expect:
    """The actors for each outcome; those in none of them find nothing."""

    done: Actors = NOBODY
    refused: Actors = NOBODY
    forbidden: Actors = NOBODY
    gone: Actors = NOBODY
    sign_in: Actors = NOBODY
    elsewhere: Actors = NOBODY
    signed_out: Actors = NOBODY
    journal: int = 1
    newcomer: str = field(default="password", kw_only=True)

    def outcome(self, actor: str) -> str:
        """What this actor should get."""
        if actor == "newcomer":
            return self.newcomer
        for name in ("done", "refused", "forbidden", "gone", "sign_in", "elsewhere", "signed_out"):
            if actor in getattr(self, name):
                return name
        return "hidden"


def page(done: Actors, refused: Actors = NOBODY, forbidden: Actors = NOBODY) -> Expect:
    """A page for some of those signed in."""
    return Expect(done, refused, forbidden, sign_in=OUT)


def seen(done: Actors, gone: Actors = NOBODY) -> Expect:
    """A page everybody may ask for."""
    return Expect(done, gone=gone)


def deed(done: Actors = NOBODY, refused: Actors = NOBODY, forbidden: Actors = NOBODY, journal: int = 1) -> Expect:
    """A change."""
    return Expect(done, refused, forbidden, journal=journal)


OPEN: States = {"": seen(ALL)}
EVERYBODY_EVEN_NEWCOMERS = {"": Expect(ALL, newcomer="done")}

# who reads what is in force, and what is being written

IN_FORCE: Mapping[str, Actors] = {
    "public": ALL,
    "members": IN,
    "organisation": OF_A | JUDGES,
    "studio": OWN | JUDGES,
    "became_public": ALL,
    "became_internal": OF_A | JUDGES,
    "next_draft": ALL,
    "next_review": OF_A | JUDGES,
    "managed": OF_A | JUDGES,
    "guarded": OF_A | JUDGES,
    "formerly_public": OF_A | JUDGES,
    "sharing": ALL,
}
BEING_WRITTEN: Mapping[str, Actors] = {
    "draft": OWN,
    "in_review": OWN | JUDGES,
    "returned": OWN,
    "managed_draft": actors("manager_a"),
    "undeclared": OWN,
    "guarded_draft": OWN,
}
TAKEN_DOWN: Mapping[str, Actors] = {"gone_public": ALL, "gone_internal": OF_A | JUDGES}
DOCUMENTS: tuple[str, ...] = (*IN_FORCE, *BEING_WRITTEN, *TAKEN_DOWN, "none")
VERSIONS: Mapping[str, Actors] = {
    **{f"{name}:1": readers for name, readers in {**IN_FORCE, **BEING_WRITTEN}.items()},
    "became_public:1": OF_A | JUDGES,
    "became_public:2": ALL,
    "became_internal:1": OF_A | JUDGES,
    "became_internal:2": OF_A | JUDGES,
    "next_draft:2": OWN,
    "next_review:2": OWN | JUDGES,
    "gone_public:1": OWN | JUDGES,
    "gone_internal:1": OWN | JUDGES,
    "discarded:1": NOBODY,
}
SOME_VERSION: Mapping[str, Actors] = {
    **IN_FORCE,
    **BEING_WRITTEN,
    "gone_public": OWN | JUDGES,
    "gone_internal": OWN | JUDGES,
    "none": NOBODY,
}
HAS_DRAFT = ("draft", "returned", "managed_draft", "next_draft", "undeclared", "guarded_draft")
HAS_REVIEW = ("in_review", "next_review")


def own_side(name: str) -> Actors:
    """Those who know of the document because it is theirs."""
    return actors("manager_a") if name.startswith("managed") else OWN


def writers(name: str) -> Actors:
    """Those who write it."""
    if name == "none":
        return NOBODY
    return actors("manager_a") if name.startswith("managed") else A1


def knowing(name: str) -> Actors:
    """Those who may know that the document exists, from what is in force or because it is theirs."""
    return NOBODY if name == "none" else IN_FORCE.get(name, NOBODY) | own_side(name)


def stoppers(name: str) -> Actors:
    """Those who may take it down, if they may know of it."""
    if name == "none":
        return NOBODY
    return JUDGES | actors("manager_a") | (NOBODY if name.startswith("managed") else actors("leader_a1"))


def _in_force_states() -> States:
    states = {name: seen(readers) for name, readers in IN_FORCE.items()}
    states |= {name: seen(NOBODY) for name in (*BEING_WRITTEN, "none")}
    return states | {name: seen(NOBODY, gone=readers) for name, readers in TAKEN_DOWN.items()}


def _read_states() -> States:
    """As what is in force; those who write or judge what was never in force are led to it."""
    return {**_in_force_states(), **{name: seen(readers) for name, readers in BEING_WRITTEN.items()}}


def _api_states() -> States:
    return {name: seen(IN_FORCE.get(name, NOBODY)) for name in DOCUMENTS}


def _marked_states() -> States:
    return {name: deed(IN_FORCE.get(name, NOBODY) & IN, journal=0) for name in DOCUMENTS}


def _writing_states(done: Iterable[str], make: str, journal: int = 1) -> States:
    """Writers do it where it fits and are refused elsewhere; other writers who see the document are forbidden."""
    fits = set(done)
    states = {}
    for name in DOCUMENTS:
        own, others = writers(name), knowing(name) & WRITERS - writers(name)
        if make == "page":
            states[name] = page(own, forbidden=others)
        else:
            fitting = deed(own, forbidden=others, journal=journal)
            states[name] = fitting if name in fits else deed(refused=own, forbidden=others)
    return states


def _save_states(journal: int = 1) -> States:
    """As writing; but whoever was signed out meanwhile gets the typed text back, whatever the number."""
    states = {}
    for name in DOCUMENTS:
        own, others = writers(name), knowing(name) & IN - writers(name)
        fits = name in HAS_DRAFT
        states[name] = Expect(own if fits else NOBODY, NOBODY if fits else own, others, signed_out=OUT, journal=journal)
    return states


def _review_page_states() -> States:
    states = {}
    for name in DOCUMENTS:
        readers = JUDGES if name in HAS_REVIEW else NOBODY
        waiting_no_more = JUDGES if name in IN_FORCE and name not in HAS_REVIEW else NOBODY
        states[name] = page(readers, refused=waiting_no_more)
    return states


def _judge_states() -> States:
    """One who took part is forbidden; the other judges what waits and is refused for what waits no more."""
    states = {}
    judge, partial = actors("reviewer"), actors("contributor")
    for name in DOCUMENTS:
        readable = (name in IN_FORCE or name in TAKEN_DOWN or name == "in_review") and name != "next_draft"
        fits = name in HAS_REVIEW
        states[name] = deed(judge if fits else NOBODY, NOBODY if fits else judge, partial) if readable else deed()
    return {**states, "in_review/return": states["in_review"], "next_review/return": states["next_review"]}


def _assign_states() -> States:
    """As judging: who took part is forbidden, what waits no more cannot be taken in hand."""
    return {name: each for name, each in _judge_states().items() if "/" not in name}


def _note_states() -> States:
    """Writers answer as long as the version is open, judges while it is in review; who else reads it is forbidden."""
    return {
        "returned": deed(A1, forbidden=actors("manager_a")),
        "in_review": deed(A1 | {"reviewer"}, forbidden=actors("manager_a", "contributor")),
        "in_review/settle": deed(A1 | {"reviewer"}, forbidden=actors("manager_a", "contributor")),
        "returned/odd": deed(refused=IN),
        "none": deed(),
    }


def _withdraw_page_states() -> States:
    return {name: page(stoppers(name) & IN if name in IN_FORCE else NOBODY) for name in DOCUMENTS}


def _withdraw_states(fits: Iterable[str]) -> States:
    states, fitting = {}, set(fits)
    for name in DOCUMENTS:
        aware = (knowing(name) | SOME_VERSION[name]) & IN
        may = stoppers(name) & aware
        others = knowing(name) & IN - may
        states[name] = deed(may, forbidden=others) if name in fitting else deed(refused=may, forbidden=others)
    return states


def verifiers(name: str) -> Actors:
    """Those who say whether it is still correct: its writers, and who answers for it."""
    return NOBODY if name == "none" else writers(name) | {"manager_a"}


def _verify_page_states() -> States:
    """What is not in force cannot be verified: its own side is told so."""
    states = {}
    for name in DOCUMENTS:
        own = verifiers(name)
        states[name] = page(own) if name in IN_FORCE else page(NOBODY, refused=own)
    return states


def _verify_states() -> States:
    states = {}
    for name in DOCUMENTS:
        own = verifiers(name)
        others = knowing(name) & WRITERS - own
        states[name] = deed(own, forbidden=others) if name in IN_FORCE else deed(refused=own, forbidden=others)
    return states


def _halt_page_states() -> States:
    states = {}
    for name in DOCUMENTS:
        own = NOBODY if name == "none" else own_side(name)
        states[name] = page(stoppers(name) & IN) if name in IN_FORCE else page(NOBODY, refused=own)
    return {**states, "halted": page(JUDGES | {"leader_a1", "manager_a"})}


def _halt_states() -> States:
    """As taking it down; what was called in already cannot be called in again."""
    may = JUDGES | {"leader_a1", "manager_a"}
    return {**_withdraw_states(IN_FORCE), "halted": deed(refused=may, forbidden=IN - may)}


def _lift_states() -> States:
    """Only a reviewer with no hand in it, and only what was called in."""
    judge, partial = actors("reviewer"), actors("contributor")
    return {
        "halted": deed(judge, forbidden=partial),
        "public": deed(refused=judge, forbidden=partial),
        "in_review": deed(refused=judge),
        "draft": deed(),
        "gone_public": deed(refused=judge),
        "none": deed(),
    }


def _certificate_states() -> States:
    """As the version itself, where it was public once."""
    were_public = ("public:1", "became_public:2", "became_internal:1", "formerly_public:1", "gone_public:1")
    states = {name: seen(VERSIONS[name]) for name in were_public}
    return {**states, "organisation:1": seen(NOBODY), "guarded:1": seen(NOBODY), "none": seen(NOBODY)}


def _declare_states() -> States:
    """Closing: the own side and reviewers, if they may know of any version; others who see what is in force may not."""
    states = {}
    for name in DOCUMENTS:
        may = (own_side(name) | JUDGES) & SOME_VERSION[name]
        states[name] = deed(may, forbidden=knowing(name) & IN - may)
    return states


def _ask_states() -> States:
    """The own side asks for what is declared guarded; what waits for an answer, or is open already, is refused."""
    states = {}
    for name in DOCUMENTS:
        may = own_side(name) & SOME_VERSION[name]
        others = knowing(name) & IN - may
        fits = name == "guarded_draft"
        states[name] = deed(may, forbidden=others) if fits else deed(refused=may, forbidden=others)
    return states


def _opening_answer_states() -> States:
    """The second person is of another side and had no hand in it; both sides may call it off, nobody may hurry it."""
    sides, aware = OWN | JUDGES, OF_A | JUDGES
    second = actors("manager_a", "reviewer")
    return {
        "guarded/approve": deed(second, forbidden=aware - second),
        "guarded/cancel": deed(sides, forbidden=aware - sides),
        "guarded/confirm": deed(refused=sides, forbidden=aware - sides),
        "formerly_public/approve": deed(forbidden=aware),
        "formerly_public/cancel": deed(sides, forbidden=aware - sides),
        "formerly_public/confirm": deed(refused=sides, forbidden=aware - sides),
        "public/confirm": deed(),
    }


def _propose_summary_states() -> States:
    """The own side of what is guarded, whether something stands there or not."""
    guarded = ("guarded", "formerly_public", "guarded_draft", "undeclared")
    states = {}
    for name in DOCUMENTS:
        may = own_side(name) & SOME_VERSION[name]
        others = knowing(name) & IN - may
        states[name] = deed(may, forbidden=others) if name in guarded else deed(refused=may, forbidden=others)
    return {**states, "summarised": deed(OWN, forbidden=(OF_A | JUDGES) - OWN)}


def _answer_summary_states() -> States:
    """A reviewer with no hand in the document accepts what waits; both sides take back what waits or is shown."""
    sides, aware, judge = OWN | JUDGES, OF_A | JUDGES, actors("reviewer")
    return {
        "guarded/accept": deed(judge, forbidden=aware - judge),
        "guarded/take_back": deed(sides, forbidden=aware - sides),
        "summarised/accept": deed(refused=judge, forbidden=aware - judge),
        "summarised/take_back": deed(sides, forbidden=aware - sides),
        "formerly_public/accept": deed(),
        "public/take_back": deed(),
        "none/accept": deed(),
    }


def _file_states() -> States:
    return {**{name: seen(readers) for name, readers in VERSIONS.items()}, "none": seen(NOBODY)}


def _picture_states() -> States:
    """One state of each kind: these follow the same rule as the file itself."""
    chosen = ("public:1", "studio:1", "in_review:1", "became_public:1", "next_draft:2", "gone_public:1")
    return {**{name: seen(VERSIONS[name]) for name in chosen}, "none": seen(NOBODY)}


def _compare_states() -> States:
    both = {"became_public/1-2": OF_A | JUDGES, "became_internal/1-2": OF_A | JUDGES}
    both |= {"next_draft/1-2": OWN, "next_review/1-2": OWN | JUDGES}
    return {**{name: seen(readers) for name, readers in {**SOME_VERSION, **both}.items()}}


# accounts

KNOWN_ACCOUNTS: Mapping[str, Actors] = {
    "target_worker": KEEPERS_A,
    "target_member": KEEPERS_A1,
    "target_reviewer": KEEPERS_A,
    "target_pending": KEEPERS_A,
    "target_disabled": KEEPERS_A,
    "none": NOBODY,
}
MANAGED_ACCOUNTS: Mapping[str, Actors] = {
    **KNOWN_ACCOUNTS,
    "target_member": KEEPERS_A,
    "target_reviewer": ADMINISTRATOR,
}


def _account_deeds(*fits: str) -> States:
    return {name: deed(may) if name in fits else deed(refused=may) for name, may in MANAGED_ACCOUNTS.items()}


ACTIVE_ACCOUNTS = ("target_worker", "target_member", "target_reviewer")
WITH_PASSWORD = (*ACTIVE_ACCOUNTS, "target_disabled")


def _granted() -> States:
    """Those who see the account and give rights in its place; the leader sees the member and may not make a leader."""
    states = {}
    for name, seeing in KNOWN_ACCOUNTS.items():
        states[name] = deed(seeing & KEEPERS_A, refused=seeing - KEEPERS_A)
    return states


ACCOUNTS: Mapping[tuple[str, str], States] = {
    ("accounts.index", "GET"): {"": page(LEADERS)},
    ("accounts.account", "GET"): {name: page(who) for name, who in KNOWN_ACCOUNTS.items()},
    ("accounts.edit", "GET"): {name: page(who) for name, who in MANAGED_ACCOUNTS.items()},
    ("accounts.edit", "POST"): {name: deed(who) for name, who in MANAGED_ACCOUNTS.items()},
    ("accounts.disable", "POST"): _account_deeds(*ACTIVE_ACCOUNTS),
    ("accounts.enable", "POST"): _account_deeds("target_disabled"),
    ("accounts.approve", "POST"): _account_deeds("target_pending"),
    ("accounts.refuse", "POST"): _account_deeds("target_pending"),
    ("accounts.reset_password", "POST"): _account_deeds(*WITH_PASSWORD),
    ("accounts.grant", "POST"): _granted(),
    ("accounts.revoke", "POST"): {"target_member": deed(KEEPERS_A1), "target_worker": deed()},
    ("accounts.add_member", "POST"): {"": deed(KEEPERS_A1, refused=LEADERS - KEEPERS_A1)},
    ("accounts.create", "GET"): {"": page(MANAGERS)},
    ("accounts.create", "POST"): {"": deed(KEEPERS_A, refused=actors("manager_b"))},
    ("accounts.import_sheet", "GET"): {"": page(MANAGERS)},
    ("accounts.import_template", "GET"): {"": page(MANAGERS)},
    ("accounts.check_sheet", "POST"): {"": deed(refused=MANAGERS)},
    ("accounts.import_create", "POST"): {"": deed(KEEPERS_A, refused=actors("manager_b"))},
    ("accounts.import_passwords", "POST"): {"": deed(MANAGERS, journal=0)},
    ("accounts.journal", "GET"): {"": page(actors("auditor"))},
    ("accounts.journal_export", "GET"): {"": page(actors("auditor"))},
    ("accounts.change_password", "GET"): {"": Expect(IN, sign_in=OUT, newcomer="done")},
    ("accounts.change_password", "POST"): {"": Expect(IN, newcomer="done")},
    ("accounts.sessions", "GET"): {"": page(IN)},
    ("accounts.end_session", "POST"): {"own": deed(IN), "other": deed()},
    ("accounts.end_other_sessions", "POST"): {"": deed(IN)},
    ("accounts.sign_in", "GET"): {"": Expect(OUT, elsewhere=IN)},
    ("accounts.sign_in_now", "POST"): {
        "right": Expect(OUT, elsewhere=IN),
        "wrong": Expect(refused=OUT, elsewhere=IN),
    },
    ("accounts.sign_out", "POST"): {"": Expect(IN, elsewhere=OUT, newcomer="done")},
    ("accounts.register", "GET"): {"": Expect(OUT, elsewhere=IN)},
    ("accounts.register", "POST"): {"": Expect(OUT, elsewhere=IN)},
}

NOTICES: Mapping[tuple[str, str], States] = {
    ("notices.index", "GET"): {"": page(IN)},
    ("notices.settings", "GET"): {"": page(IN)},
    ("notices.save_settings", "POST"): {"": deed(IN, journal=0), "odd": deed(refused=IN)},
    ("notices.read_all", "POST"): {"": deed(IN, journal=0)},
    ("notices.read_one", "POST"): {"own": deed(IN, journal=0), "other": deed(), "none": deed()},
}

# the directory: everybody reads it, so whoever may not change an entry is told so

PEOPLE_EDITED = {"person_a": KEEPERS_A, "person_b": KEEPERS_B, "person_own": KEEPERS_A | {"contributor"}}
STUDIOS_EDITED = {
    "studio_a1": KEEPERS_A1,
    "studio_a2": KEEPERS_A,
    "studio_b1": KEEPERS_B | {"leader_b1"},
}
ORGANISATIONS_EDITED = {"organisation_a": KEEPERS_A, "organisation_b": KEEPERS_B}
NO_PAGE: States = {"none": page(NOBODY)}
NO_DEED: States = {"none": deed(NOBODY)}


def _pages(edited: Mapping[str, Actors]) -> States:
    return {name: page(who, forbidden=IN - who) for name, who in edited.items()}


def _deeds(edited: Mapping[str, Actors]) -> States:
    return {name: deed(who, forbidden=IN - who) for name, who in edited.items()}


def _entries(*names: str) -> States:
    return {**{name: seen(ALL) for name in names}, "none": seen(NOBODY)}


ADMIN_PAGE: States = {"": page(ADMINISTRATOR)}
DIRECTORY: Mapping[tuple[str, str], States] = {
    ("directory.people", "GET"): OPEN,
    ("directory.studios", "GET"): OPEN,
    ("directory.organisations", "GET"): OPEN,
    ("directory.person", "GET"): _entries("person_a", "person_b", "person_double"),
    ("directory.studio", "GET"): _entries("studio_a1", "studio_b1"),
    ("directory.organisation", "GET"): _entries("organisation_a", "organisation_b"),
    ("directory.portrait", "GET"): {"person_a": seen(ALL), "person_b": seen(NOBODY), "none": seen(NOBODY)},
    ("directory.edit_person_form", "GET"): {**_pages(PEOPLE_EDITED), **NO_PAGE, "person_double": page(NOBODY)},
    ("directory.edit_person_now", "POST"): {**_deeds(PEOPLE_EDITED), **NO_DEED, "person_double": deed()},
    ("directory.edit_studio_form", "GET"): {**_pages(STUDIOS_EDITED), **NO_PAGE},
    ("directory.edit_studio_now", "POST"): {**_deeds(STUDIOS_EDITED), **NO_DEED},
    ("directory.edit_organisation_form", "GET"): {**_pages(ORGANISATIONS_EDITED), **NO_PAGE},
    ("directory.edit_organisation_now", "POST"): {**_deeds(ORGANISATIONS_EDITED), **NO_DEED},
    ("directory.upload_portrait", "POST"): {**_deeds(PEOPLE_EDITED), **NO_DEED},
    ("directory.remove_portrait", "POST"): {"person_a": deed(KEEPERS_A, forbidden=IN - KEEPERS_A), **NO_DEED},
    ("directory.ledger", "GET"): {**_pages(STUDIOS_EDITED), **NO_PAGE},
    ("directory.add_record_now", "POST"): {**_deeds(STUDIOS_EDITED), **NO_DEED},
    ("directory.change_record", "POST"): {"studio_a1": deed(KEEPERS_A1, forbidden=IN - KEEPERS_A1), **NO_DEED},
    ("directory.studio_thresholds", "GET"): ADMIN_PAGE,
    ("directory.set_thresholds_now", "POST"): {"": deed(ADMINISTRATOR)},
    ("directory.members", "GET"): {**_pages(STUDIOS_EDITED), **NO_PAGE},
    ("directory.add_member_now", "POST"): {"studio_a1": deed(KEEPERS_A1, forbidden=IN - KEEPERS_A1), **NO_DEED},
    ("directory.leave_now", "POST"): {"studio_a1": deed(KEEPERS_A1, forbidden=IN - KEEPERS_A1), **NO_DEED},
    ("directory.remove_member_now", "POST"): {"studio_a1": deed(KEEPERS_A1, forbidden=IN - KEEPERS_A1), **NO_DEED},
    ("directory.add_person_form", "GET"): {"": page(MANAGERS)},
    ("directory.add_person_now", "POST"): {"": deed(KEEPERS_A, refused=actors("manager_b"))},
    ("directory.add_studio_form", "GET"): {"": page(MANAGERS)},
    ("directory.add_studio_now", "POST"): {"": deed(KEEPERS_A, refused=actors("manager_b"))},
    ("directory.add_organisation_form", "GET"): ADMIN_PAGE,
    ("directory.add_organisation_now", "POST"): {"": deed(ADMINISTRATOR)},
    ("directory.choose_other", "GET"): {"person_a": page(ADMINISTRATOR), "none": page(NOBODY)},
    ("directory.compare_entries", "GET"): {"person_a": page(ADMINISTRATOR), "none": page(NOBODY)},
    ("directory.merge_now", "POST"): {"person_a": deed(ADMINISTRATOR), "none": deed()},
    ("directory.vocabularies", "GET"): ADMIN_PAGE,
    ("directory.vocabulary", "GET"): {"trades": page(ADMINISTRATOR), "none": page(NOBODY)},
    ("directory.add_term_now", "POST"): {"trades": deed(ADMINISTRATOR), "none": deed()},
    ("directory.term", "GET"): {"trades": page(ADMINISTRATOR), "none": page(NOBODY)},
    ("directory.edit_term_now", "POST"): {"trades": deed(ADMINISTRATOR), "none": deed()},
    ("directory.change_term", "POST"): {
        "trades/retire": deed(ADMINISTRATOR),
        "trades/down": deed(ADMINISTRATOR),
        "none": deed(),
    },
}

DOCUMENT_ROUTES: Mapping[tuple[str, str], States] = {
    ("documents.read", "GET"): {**_read_states(), "discarded": seen(NOBODY), "summarised": seen(ALL)},
    ("documents.version", "GET"): {**_file_states(), "summarised": seen(OF_A | JUDGES)},
    ("documents.qr", "GET"): _in_force_states(),
    ("documents.bibtex", "GET"): _in_force_states(),
    ("documents.favourite", "POST"): _marked_states(),
    ("documents.opened", "POST"): _marked_states(),
    ("documents.desk", "GET"): {"": page(WRITERS)},
    ("documents.create", "GET"): {"": page(WRITERS)},
    ("documents.create_now", "POST"): {
        "studio_a1": deed(A1, refused=WRITERS - A1),
        "organisation_a": deed(actors("manager_a"), refused=WRITERS - {"manager_a"}),
    },
    ("documents.edit", "GET"): _writing_states((), "page"),
    ("documents.save", "POST"): _save_states(),
    ("documents.typing", "POST"): _save_states(journal=0),
    ("documents.preview", "POST"): _writing_states(DOCUMENTS, "deed", journal=0),
    ("documents.add_picture", "POST"): _writing_states(HAS_DRAFT, "deed"),
    ("documents.discard_draft", "POST"): _writing_states(HAS_DRAFT, "deed"),
    ("documents.trash", "GET"): {"": page(WRITERS)},
    ("documents.revive_draft", "POST"): {"discarded": deed(A1), "draft": deed(), "none": deed()},
    ("documents.recall", "POST"): _writing_states(HAS_REVIEW, "deed"),
    ("documents.start", "POST"): _writing_states([each for each in IN_FORCE if "next" not in each], "deed"),
    ("documents.attach", "POST"): _writing_states(HAS_DRAFT, "deed"),
    ("documents.change_file", "POST"): _writing_states(HAS_DRAFT, "deed"),
    ("documents.clean_file", "POST"): _writing_states(HAS_DRAFT, "deed"),
    ("documents.history", "GET"): {name: seen(readers) for name, readers in SOME_VERSION.items()},
    ("documents.compare", "GET"): _compare_states(),
    ("documents.disclosure", "GET"): {name: page(readers & IN) for name, readers in SOME_VERSION.items()},
    ("documents.declare", "POST"): _declare_states(),
    ("documents.certificate", "GET"): _certificate_states(),
    ("documents.verify_evidence", "GET"): _certificate_states(),
    ("documents.evidence_code", "GET"): _certificate_states(),
    ("documents.ask_opening", "POST"): _ask_states(),
    ("documents.answer_opening", "POST"): _opening_answer_states(),
    ("documents.propose", "POST"): _propose_summary_states(),
    ("documents.answer_summary", "POST"): _answer_summary_states(),
    ("documents.withdraw", "GET"): _withdraw_page_states(),
    ("documents.withdraw_now", "POST"): _withdraw_states(IN_FORCE),
    ("documents.narrow", "POST"): _withdraw_states([each for each in IN_FORCE if each not in ("studio", "managed")]),
    ("documents.keeping", "GET"): {"": page(WRITERS)},
    ("documents.verify", "GET"): _verify_page_states(),
    ("documents.verify_now", "POST"): _verify_states(),
    ("documents.halt", "GET"): _halt_page_states(),
    ("documents.halt_now", "POST"): _halt_states(),
    ("documents.lift", "POST"): _lift_states(),
    ("documents.rules", "GET"): {"": page(ADMINISTRATOR)},
    ("documents.set_rules", "POST"): {"innovation": deed(ADMINISTRATOR), "none": deed()},
    ("documents.review_queue", "GET"): {"": page(JUDGES)},
    ("documents.review", "GET"): _review_page_states(),
    ("documents.judge", "POST"): _judge_states(),
    ("documents.assign", "POST"): _assign_states(),
    ("documents.answer_note", "POST"): _note_states(),
    ("documents.attachment", "GET"): _file_states(),
    ("documents.video", "GET"): _picture_states(),
    ("documents.picture", "GET"): _picture_states(),
    ("documents.thumbnail", "GET"): _picture_states(),
    ("documents.page_image", "GET"): _picture_states(),
    ("documents.view_attachment", "GET"): _file_states(),
}


def _filing_states() -> States:
    """Those who write the document, whatever its state."""
    return {name: deed(writers(name), forbidden=knowing(name) & WRITERS - writers(name)) for name in DOCUMENTS}


FILINGS: Mapping[tuple[str, str], States] = {
    ("filings.overview", "GET"): _writing_states((), "page"),
    ("filings.form", "GET"): _writing_states((), "page"),
    ("filings.print_view", "GET"): _writing_states((), "page"),
    ("filings.word", "GET"): {
        name: state for name, state in _writing_states((), "page").items() if name in ("public", "draft", "none")
    },
    ("filings.answer", "POST"): _filing_states(),
    ("filings.file_now", "POST"): {
        name: state for name, state in _filing_states().items() if name in ("public", "draft", "none")
    },
    ("filings.index", "GET"): {"": page(WRITERS)},
    ("filings.filed_word", "GET"): {"filing": page(A1), "none": page(NOBODY)},
    ("filings.decide", "POST"): {"filing": deed(A1), "none": deed()},
    ("filings.forms", "GET"): ADMIN_PAGE,
    ("filings.new_form", "GET"): ADMIN_PAGE,
    ("filings.add_form", "POST"): {"": deed(ADMINISTRATOR)},
    ("filings.edit_form", "GET"): {"matrix_form": page(ADMINISTRATOR), "none": page(NOBODY)},
    ("filings.change_form", "POST"): {"matrix_form": deed(ADMINISTRATOR)},
    ("filings.template", "GET"): {"matrix_form": page(ADMINISTRATOR), "none": page(NOBODY)},
    ("filings.retire", "POST"): {"matrix_form": deed(ADMINISTRATOR)},
}

# patents: published ones are everybody's, the others their own side's and the reviewers'; what is inside stays inside

PATENT_READERS: Mapping[str, Actors] = {
    "patent_public": ALL,
    "patent_hidden": OWN | JUDGES,
    "patent_managed": actors("manager_a") | JUDGES,
    "patent_removed": OWN,
    "none": NOBODY,
}
PATENT_KEEPERS: Mapping[str, Actors] = {
    "patent_public": OWN,
    "patent_hidden": OWN,
    "patent_managed": actors("manager_a"),
    "patent_removed": NOBODY,
    "none": NOBODY,
}


def _patent_pages() -> States:
    """Pages of its own side; other writers who may read it are told so, and a removed one has none."""
    return {
        name: page(keepers, forbidden=(PATENT_READERS[name] & WRITERS) - OWN if name != "patent_managed" else NOBODY)
        for name, keepers in PATENT_KEEPERS.items()
    }


def _patent_deeds(*fits: str) -> States:
    states = {}
    for name, keepers in PATENT_KEEPERS.items():
        others = (PATENT_READERS[name] & WRITERS) - keepers - OWN
        states[name] = deed(keepers, forbidden=others) if name in fits else deed(refused=keepers, forbidden=others)
    return states


def _linking_states() -> States:
    return _writing_states([name for name in DOCUMENTS if name != "none"], "deed")


PRESENT = ("patent_public", "patent_hidden", "patent_managed")
ADMIN_FEE: States = {"fee": page(ADMINISTRATOR), "none": page(NOBODY)}
ADMIN_FEE_DEED: States = {"fee": deed(ADMINISTRATOR), "none": deed()}
PATENTS: Mapping[tuple[str, str], States] = {
    ("patents.index", "GET"): OPEN,
    ("patents.export", "GET"): OPEN,
    ("patents.patent", "GET"): {name: seen(readers) for name, readers in PATENT_READERS.items()},
    ("patents.new", "GET"): {"": page(WRITERS)},
    ("patents.record_now", "POST"): {"": deed(OWN, forbidden=WRITERS - OWN)},
    ("patents.edit", "GET"): _patent_pages(),
    ("patents.edit_now", "POST"): _patent_deeds(*PRESENT),
    ("patents.event", "GET"): _patent_pages(),
    ("patents.record_event_now", "POST"): _patent_deeds(*PRESENT),
    ("patents.payment", "GET"): _patent_pages(),
    ("patents.record_payment_now", "POST"): _patent_deeds("patent_public"),
    ("patents.cancel_payment_now", "POST"): {
        "patent_public": deed(OWN, forbidden=WRITERS - OWN),
        "none": deed(),
    },
    ("patents.certificate", "GET"): {
        "patent_public": page(OWN, forbidden=WRITERS - OWN),
        "patent_hidden": page(NOBODY),
        "none": page(NOBODY),
    },
    ("patents.keep_certificate", "POST"): {
        **_patent_deeds(*PRESENT),
        "patent_removed": deed(refused=OWN),
    },
    ("patents.remove", "POST"): {**_patent_deeds(*PRESENT), "patent_removed": deed(refused=OWN)},
    ("patents.put_back", "POST"): {**_patent_deeds(), "patent_removed": deed(OWN)},
    ("patents.import_sheet", "GET"): {"": page(WRITERS)},
    ("patents.import_template", "GET"): {"": page(WRITERS)},
    ("patents.check_sheet", "POST"): {"": deed(refused=WRITERS)},
    ("patents.import_create", "POST"): {"": deed(OWN, forbidden=WRITERS - OWN)},
    ("patents.batch", "GET"): {"batch": page(OWN), "none": page(NOBODY)},
    ("patents.undo_import", "POST"): {"batch": deed(OWN), "none": deed()},
    ("patents.calendar", "GET"): {"": page(WRITERS)},
    ("patents.renew_calendar_now", "POST"): {"": deed(WRITERS)},
    ("patents.calendar_feed", "GET"): {"right": seen(ALL), "wrong": seen(NOBODY)},
    ("patents.fees", "GET"): ADMIN_PAGE,
    ("patents.add_fee_now", "POST"): {"": deed(ADMINISTRATOR)},
    ("patents.fee", "GET"): ADMIN_FEE,
    ("patents.edit_fee_now", "POST"): ADMIN_FEE_DEED,
    ("patents.remove_fee_now", "POST"): ADMIN_FEE_DEED,
    ("documents.patents", "GET"): _writing_states((), "page"),
    ("documents.link_patent_now", "POST"): _linking_states(),
    ("documents.unlink_patent_now", "POST"): {
        "public": deed(A1, forbidden=WRITERS - A1),
        "organisation": deed(forbidden=(OF_A & WRITERS) - A1),
        "none": deed(),
    },
}

OTHER_ROUTES: Mapping[tuple[str, str], States] = {
    ("static", "GET"): EVERYBODY_EVEN_NEWCOMERS,
    ("web.language", "GET"): EVERYBODY_EVEN_NEWCOMERS,
    ("web.theme", "GET"): EVERYBODY_EVEN_NEWCOMERS,
    ("portal.home", "GET"): OPEN,
    ("portal.me", "GET"): {"": page(IN)},
    ("portal.opensearch", "GET"): OPEN,
    ("portal.health", "GET"): OPEN,
    ("search.results", "GET"): {"all": seen(ALL), "text": seen(ALL)},
    ("search.advanced", "GET"): {"all": seen(ALL), "text": seen(ALL)},
    ("search.searches", "GET"): {"": page(IN)},
    ("search.save_search", "POST"): {"": deed(IN)},
    ("search.saved_search", "GET"): {"kept": page(actors("worker_a")), "none": page(NOBODY)},
    ("search.rename_search", "POST"): {"kept": deed(actors("worker_a")), "none": deed()},
    ("search.change_search", "POST"): {
        "kept/pause": deed(actors("worker_a")),
        "kept/delete": deed(actors("worker_a")),
        "none/delete": deed(),
    },
    ("search.note_search", "POST"): {"": deed(IN, journal=0)},
    ("search.forget_searches", "POST"): {"": deed(IN, journal=0)},
    ("search.help_requests", "GET"): {"": page(IN)},
    ("search.new_request", "GET"): {"": page(IN)},
    ("search.draft_request", "POST"): {"": deed(IN)},
    ("search.help_request", "GET"): {"kept": page(actors("worker_a")), "none": page(NOBODY)},
    ("search.edit_request", "POST"): {"kept": deed(actors("worker_a")), "none": deed()},
    ("search.delete_request", "POST"): {"kept": deed(actors("worker_a")), "none": deed()},
    ("search.words", "GET"): ADMIN_PAGE,
    ("search.rule", "GET"): {"": page(ADMINISTRATOR), "kept": page(ADMINISTRATOR)},
    ("search.add_rule", "POST"): {"": deed(ADMINISTRATOR)},
    ("search.edit_rule", "POST"): {"kept": deed(ADMINISTRATOR), "none": deed()},
    ("search.remove_rule", "POST"): {"kept": deed(ADMINISTRATOR), "none": deed()},
    ("search.lexicon_history", "GET"): ADMIN_PAGE,
    ("search.undo_change", "POST"): {"kept": deed(ADMINISTRATOR), "none": deed()},
    ("search.tallied_searches", "GET"): ADMIN_PAGE,
    ("search.export_rules", "GET"): ADMIN_PAGE,
    ("search.suggest", "GET"): {"all": seen(ALL), "text": seen(ALL)},
    ("search.completions", "GET"): {"all": seen(ALL), "text": seen(ALL)},
    ("statistics.index", "GET"): OPEN,
    ("statistics.export", "GET"): OPEN,
    ("statistics.rows", "GET"): OPEN,
    ("statistics.export_rows", "GET"): OPEN,
    ("exchange.readable", "GET"): OPEN,
    ("exchange.description", "GET"): OPEN,
    ("exchange.search", "GET"): {"all": seen(ALL), "text": seen(ALL)},
    ("exchange.documents", "GET"): OPEN,
    ("exchange.document", "GET"): _api_states(),
    ("exchange.people", "GET"): OPEN,
    ("exchange.studios", "GET"): OPEN,
    ("exchange.organisations", "GET"): OPEN,
    ("exchange.person", "GET"): {"person_a": seen(ALL), "none": seen(NOBODY)},
    ("exchange.studio", "GET"): {"studio_a1": seen(ALL), "none": seen(NOBODY)},
    ("exchange.organisation", "GET"): {"organisation_a": seen(ALL), "none": seen(NOBODY)},
}

MINE = actors("member_a1")
IMPORTS: Mapping[tuple[str, str], States] = {
    ("importing.index", "GET"): {"": page(WRITERS)},
    ("importing.template", "GET"): {"": page(WRITERS)},
    ("importing.begin", "POST"): {
        "studio_a1": deed(A1, refused=WRITERS - A1),
        "organisation_a": deed(actors("manager_a"), refused=WRITERS - {"manager_a"}),
    },
    ("importing.batch", "GET"): {"ready": page(MINE), "done": page(MINE), "none": page(NOBODY)},
    ("importing.progress", "GET"): {"ready": page(MINE), "done": page(MINE), "none": page(NOBODY)},
    ("importing.item", "GET"): {"ready": page(MINE), "done": page(MINE), "none": page(NOBODY)},
    ("importing.picture", "GET"): {"ready": page(MINE), "done": page(MINE), "none": page(NOBODY)},
    ("importing.problems", "GET"): {"ready": page(MINE), "done": page(MINE), "none": page(NOBODY)},
    ("importing.decide", "POST"): {"ready": deed(MINE), "done": deed(refused=MINE), "none": deed()},
    ("importing.make", "POST"): {"ready": deed(MINE), "done": deed(refused=MINE), "none": deed()},
    ("importing.undo", "POST"): {"ready": deed(refused=MINE), "done": deed(MINE), "none": deed()},
    ("importing.drop", "POST"): {"ready": deed(MINE), "done": deed(refused=MINE), "none": deed()},
}
from tests.rights.expected_adoptions import ADOPTION_ROUTES  # noqa: E402 - it is written with the words above
from tests.rights.expected_collected import COLLECTED_ROUTES  # noqa: E402 - the same
from tests.rights.expected_exhibitions import EXHIBITION_ROUTES  # noqa: E402 - the same
from tests.rights.expected_made import MADE_ROUTES  # noqa: E402 - the same
from tests.rights.expected_shows import SHOW_ROUTES  # noqa: E402 - the same

TABLE: Mapping[tuple[str, str], States] = {
    **ACCOUNTS,
    **ADOPTION_ROUTES,
    **NOTICES,
    **DIRECTORY,
    **DOCUMENT_ROUTES,
    **FILINGS,
    **EXHIBITION_ROUTES,
    **IMPORTS,
    **COLLECTED_ROUTES,
    **MADE_ROUTES,
    **PATENTS,
    **OTHER_ROUTES,
    **SHOW_ROUTES,
}

LEAVES_TRACES: Mapping[tuple[str, str], str] = {
    ("accounts.sign_in_now", "POST"): "a wrong password is counted for the lockout and written into the journal",
    ("accounts.register", "POST"): "an attempt is counted for the network",
}
"""Changes that may write rows although nothing was done, each with its reason."""
