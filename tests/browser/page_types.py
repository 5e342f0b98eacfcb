"""Every kind of page there is, by its address and who looks at it. A GET route that is not here fails a test."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from tests.browser.exhibits import Exhibits

VISITOR = "visitor"
NOT_PAGES = frozenset(
    {
        "static",
        "statistics.export",
        "statistics.export_rows",
        "web.language",
        "web.theme",
        "portal.health",
        "portal.opensearch",
        "accounts.import_template",
        "accounts.journal_export",
        "directory.portrait",
        "documents.attachment",
        "documents.page_image",
        "documents.picture",
        "documents.thumbnail",
        "documents.video",
        "documents.bibtex",
        "patents.calendar_feed",
        "patents.certificate",
        "patents.export",
        "patents.import_template",
        "documents.qr",
        "documents.evidence_code",
        "importing.template",
        "importing.picture",
        "importing.problems",
        "importing.progress",
        "search.suggest",
        "search.completions",
        "search.export_rules",
        "adoptions.evidence",
        "adoptions.export",
        "adoptions.export_mine",
        "demonstrations.calendar",
        "demonstrations.export_list",
        "exchange.description",
        "exhibitions.code",
        "filings.filed_word",
        "filings.template",
        "filings.word",
        "exchange.documents",
        "exchange.document",
        "exchange.search",
        "exchange.people",
        "exchange.person",
        "exchange.studios",
        "exchange.studio",
        "exchange.organisations",
        "exchange.organisation",
        "exhibitions.made_progress",
        "exhibitions.picture",
        "exhibitions.export_figures",
        "exhibitions.export_intents",
        "exhibitions.recommendation_document",
        "exhibitions.report_document",
    }
)


@dataclass(frozen=True, slots=True)
class PageType:
    """One page: a name, its address, the role of who looks, the status of the answer, the endpoint behind it."""

    name: str
    address: str
    role: str = VISITOR
    status: int = 200
    endpoint: str = ""


def page_types(shown: Exhibits) -> list[PageType]:
    """All of them."""
    return [
        *_for_everybody(shown),
        *_errors(shown),
        *_for_signed_in(shown),
        *_for_staff(shown),
        *_patents(shown),
        *_adoptions(shown),
        *_exhibitions(shown),
        *_shows(shown),
        *_collected(shown),
    ]


def _patents(shown: Exhibits) -> list[PageType]:
    ids, member = shown.patents, "member"
    own = f"/patents/{ids.granted}"
    return [
        PageType("patents", "/patents", endpoint="patents.index"),
        PageType("patents-own", "/patents?mine=1&sort=due", member),
        PageType("patents-none", "/patents?status=withdrawn"),
        PageType("patent", own, endpoint="patents.patent"),
        PageType("patent-own", own, member),
        PageType("patent-grace", f"/patents/{ids.grace}", member),
        PageType("patent-lapsed", f"/patents/{ids.lapsed}", member),
        PageType("patent-planned", f"/patents/{ids.planned}", member),
        PageType("patent-new", "/patents/new", member, endpoint="patents.new"),
        PageType("patent-edit", f"{own}/edit", member, endpoint="patents.edit"),
        PageType("patent-event", f"{own}/events/new", member, endpoint="patents.event"),
        PageType("patent-payment", f"{own}/payments/new", member, endpoint="patents.payment"),
        PageType("patents-import", "/patents/import", member, endpoint="patents.import_sheet"),
        PageType("patents-batch", f"/patents/import/{ids.batch}", member, endpoint="patents.batch"),
        PageType("patents-calendar", "/patents/calendar", member, endpoint="patents.calendar"),
        PageType("patents-fees", "/patents/fees", "administrator", endpoint="patents.fees"),
        PageType("patents-fee", f"/patents/fees/{ids.fee}", "administrator", endpoint="patents.fee"),
        PageType("document-patents", f"/d/{shown.rich}/patents", member, endpoint="documents.patents"),
    ]


def _exhibitions(shown: Exhibits) -> list[PageType]:
    keys, curator = shown.keys, "curator"
    show, begun, empty = (f"/exhibitions/{keys[name]}" for name in ("show", "show_begun", "show_empty"))
    hall, item = f"{show}/halls/{keys['show_hall']}/edit", f"{show}/items/{keys['show_item']}/edit"
    return [
        PageType("exhibitions", "/exhibitions", endpoint="exhibitions.index"),
        PageType("exhibitions-over", "/exhibitions?shelf=over"),
        PageType("exhibitions-mine", "/exhibitions?shelf=mine", curator),
        PageType(
            "exhibitions-without-curator",
            "/exhibitions/without-curator",
            "administrator",
            endpoint="exhibitions.without_curator",
        ),
        PageType("exhibition-new", "/exhibitions/new", curator, endpoint="exhibitions.new"),
        PageType("exhibition-edit", f"{show}/edit", curator, endpoint="exhibitions.edit"),
        PageType("exhibition-arrange", f"{show}/arrange", curator, endpoint="exhibitions.arrange"),
        PageType("exhibition-arrange-begun", f"{begun}/arrange", curator),
        PageType("exhibition-arrange-empty", f"{empty}/arrange", curator),
        PageType("exhibition-hall", hall, curator, endpoint="exhibitions.hall_editor"),
        PageType("exhibition-item", item, curator, endpoint="exhibitions.item_editor"),
        PageType("exhibition-add", f"{begun}/add", curator, endpoint="exhibitions.add_form"),
        PageType("exhibition-add-person", f"{begun}/add?kind=person&name=王", curator),
        PageType("exhibition-add-nobody", f"{begun}/add?kind=studio&name=无此名", curator),
        PageType("exhibition-add-empty", f"{empty}/add", curator),
        PageType("exhibition-pictures", f"{show}/pictures", curator, endpoint="exhibitions.pictures"),
        PageType("exhibition-pictures-empty", f"{empty}/pictures", curator),
        PageType("exhibition-check", f"{show}/check", curator, endpoint="exhibitions.check"),
        PageType("exhibition-check-begun", f"{begun}/check", curator),
        PageType("exhibition-made", f"{show}/made", curator, endpoint="exhibitions.made"),
        PageType("exhibition-print", f"{show}/made/print/labels", curator, endpoint="exhibitions.print_view"),
        PageType("exhibition-history", f"{show}/history", curator, endpoint="exhibitions.shown_before"),
        PageType("exhibition-history-empty", f"{empty}/history", curator),
    ]


def _adoptions(shown: Exhibits) -> list[PageType]:
    keys = shown.keys
    agreed, day = f"/adoptions/{keys['agreed']}", f"/demonstrations/{keys['day']}"
    return [
        PageType("adoptions", "/adoptions", endpoint="adoptions.index"),
        PageType("adoption", agreed, endpoint="adoptions.adoption"),
        PageType("adoption-own", agreed, "leader"),
        PageType("adoption-waiting", f"/adoptions/{keys['waiting']}", "leader"),
        PageType("adoption-changed", f"/adoptions/{keys['changed']}", "worker"),
        PageType("adoption-offered", f"/adoptions/{keys['offered']}", "leader"),
        PageType("adoptions-mine", "/me/adoptions", "leader", endpoint="adoptions.mine"),
        PageType("adoptions-none", "/me/adoptions", "curator"),
        PageType("adopt", f"/d/{shown.rich}/adopt", "worker", endpoint="adoptions.adopt"),
        PageType("adopt-owner", f"/d/{shown.rich}/adopt?side=owner", "leader"),
        PageType("adoption-edit", f"{agreed}/edit", "leader", endpoint="adoptions.edit"),
        PageType(
            "adoption-revisions", f"/adoptions/{keys['changed']}/revisions", "leader", endpoint="adoptions.revisions"
        ),
        PageType("adoption-link", f"/adopted/{keys['token']}", endpoint="adoptions.offered"),
        PageType("adoption-certificate", f"{agreed}/certificate", "leader", endpoint="adoptions.certificate"),
        PageType("certificate-check", f"/verify/{keys['certificate']}", endpoint="adoptions.verify"),
        PageType("demonstrations", "/demonstrations", "manager", endpoint="demonstrations.index"),
        PageType("demonstrations-past", "/demonstrations?when=past"),
        PageType("demonstration", day, endpoint="demonstrations.day"),
        PageType("demonstration-own", day, "manager"),
        PageType("demonstration-new", "/demonstrations/new", "manager", endpoint="demonstrations.plan"),
        PageType("demonstration-edit", f"{day}/edit", "manager", endpoint="demonstrations.edit"),
        PageType("demonstration-list", f"{day}/list", "manager", endpoint="demonstrations.attendance"),
        PageType("demonstration-guest", f"/demonstrations/guests/{keys['guest']}", endpoint="demonstrations.guest"),
        PageType("demonstration-door", f"{day}/check-in/{keys['door']}", endpoint="demonstrations.door"),
    ]


def _shows(shown: Exhibits) -> list[PageType]:
    keys = shown.keys
    show, new = f"/exhibitions/{keys['tour']}", f"/exhibitions/{keys['tour_new']}/preview"
    asked = quote("焊")
    return [
        PageType("tour", show, endpoint="exhibitions.cover"),
        PageType("tour-hall", f"{show}/halls/{keys['tour_hall']}", endpoint="exhibitions.hall"),
        PageType("tour-item", f"{show}/items/{keys['tour_pictured']}", endpoint="exhibitions.item"),
        PageType("tour-item-drawn", f"{show}/items/{keys['tour_drawn']}"),
        PageType("tour-item-person", f"{show}/items/{keys['tour_person']}"),
        PageType("tour-item-panel", f"{show}/items/{keys['tour_panel']}"),
        PageType("tour-item-halted", f"{show}/items/{keys['tour_halted']}"),
        PageType("tour-all", f"{show}/all", endpoint="exhibitions.everything"),
        PageType("tour-found", f"{show}/all?q={asked}&kind=innovation"),
        PageType("tour-poster", f"{show}/poster", endpoint="exhibitions.poster"),
        PageType("tour-poster-item", f"{show}/poster?item={keys['tour_drawn']}"),
        PageType("tour-guest-book", f"{show}/guest-book", endpoint="exhibitions.guest_book"),
        PageType("tour-intent", f"{show}/intent?item={keys['tour_drawn']}", endpoint="exhibitions.intent"),
        PageType("tour-own-intent", f"/exhibition-intents/{keys['tour_intent']}", endpoint="exhibitions.own_intent"),
        PageType("kiosk", f"{show}/kiosk", endpoint="exhibitions.kiosk"),
        PageType("kiosk-hall", f"{show}/kiosk/halls/{keys['tour_hall']}", endpoint="exhibitions.kiosk_hall"),
        PageType("kiosk-item", f"{show}/kiosk/items/{keys['tour_drawn']}", endpoint="exhibitions.kiosk_item"),
        PageType("kiosk-all", f"{show}/kiosk/all", endpoint="exhibitions.kiosk_everything"),
        PageType("tour-preview", new, "curator", endpoint="exhibitions.preview"),
        PageType("tour-preview-all", f"{new}/all", "curator", endpoint="exhibitions.preview_everything"),
        PageType(
            "tour-preview-hall", f"{new}/halls/{keys['tour_new_hall']}", "curator", endpoint="exhibitions.preview_hall"
        ),
        PageType(
            "tour-preview-item", f"{new}/items/{keys['tour_new_item']}", "curator", endpoint="exhibitions.preview_item"
        ),
    ]


def _collected(shown: Exhibits) -> list[PageType]:
    keys, curator, leader = shown.keys, "curator", "leader"
    own = f"/exhibitions/{keys['collected']}"
    chosen = "&".join(f"number={keys[f'collected_{name}']}" for name in ("one", "two", "three"))
    nomination, intent = f"/exhibitions/nominations/{keys['nomination']}", f"/exhibitions/intents/{keys['intent']}"
    return [
        PageType("results-curator", f"/search?q={quote('钻模')}", curator),
        PageType("collect", f"/exhibitions/collect?{chosen}&search=q", curator, endpoint="exhibitions.collect"),
        PageType("collect-none", "/exhibitions/collect", curator),
        PageType("collect-person", "/exhibitions/collect?person=1", curator),
        PageType("collect-queries", f"{own}/queries", curator, endpoint="exhibitions.queries"),
        PageType("collect-query", f"{own}/queries/{keys['collected_query']}", curator, endpoint="exhibitions.query"),
        PageType("collect-presets", f"{own}/presets?by=region", curator, endpoint="exhibitions.presets"),
        PageType("calls", "/exhibitions/calls", leader, endpoint="exhibitions.calls"),
        PageType("call", f"/exhibitions/calls/{keys['collected']}", leader, endpoint="exhibitions.call"),
        PageType("nominations", f"{own}/nominations", curator, endpoint="exhibitions.nominations"),
        PageType("nomination", nomination, leader, endpoint="exhibitions.nomination"),
        PageType("nomination-curator", f"/exhibitions/nominations/{keys['nomination_new']}", curator),
        PageType("visitors", f"{own}/visitors", curator, endpoint="exhibitions.visitors"),
        PageType("visitors-none", f"{own}/visitors?state=done", curator),
        PageType("own-intents", "/me/intents", curator, endpoint="exhibitions.own_intents"),
        PageType("own-intents-none", "/me/intents", "member"),
        PageType("intent", intent, curator, endpoint="exhibitions.followed_intent"),
        PageType("guest-entries", f"{own}/visitors/guest-book", curator, endpoint="exhibitions.guest_entries"),
        PageType("show-figures", f"{own}/figures", curator, endpoint="exhibitions.figures"),
        PageType("show-report", f"{own}/report", curator, endpoint="exhibitions.report"),
        PageType("recommendations", f"{own}/recommendations", curator, endpoint="exhibitions.recommendations"),
    ]


def _for_everybody(shown: Exhibits) -> list[PageType]:
    asked = quote("钻模")
    return [
        PageType("home", "/", endpoint="portal.home"),
        PageType("results", f"/search?q={asked}", endpoint="search.results"),
        PageType("results-filtered", f"/search?q={asked}&kind=innovation&sort=new"),
        PageType("results-none", f"/search?q={quote('量子永动机阿巴阿巴')}"),
        PageType("results-all", "/search?page=2"),
        PageType("results-people", f"/search?q={quote('工')}&tab=person"),
        PageType("results-few", f"/search?q={quote('“量子钻模” -夹具')}"),
        PageType("advanced", f"/search/advanced?q={asked}&in_title={asked}", endpoint="search.advanced"),
        PageType("document", f"/d/{shown.rich}", endpoint="documents.read"),
        PageType("document-long-name", f"/d/{shown.long}"),
        PageType("document-steps", f"/d/{shown.rich}?steps=2"),
        PageType("document-version", f"/d/{shown.rich}/versions/1", endpoint="documents.version"),
        PageType("document-history", f"/d/{shown.rich}/history", "member", endpoint="documents.history"),
        PageType(
            "evidence-certificate",
            f"/d/{shown.rich}/versions/1/certificate",
            "member",
            endpoint="documents.certificate",
        ),
        PageType("evidence", f"/evidence/{shown.seal}", endpoint="documents.verify_evidence"),
        PageType("document-disclosure", f"/d/{shown.rich}/disclosure", "member", endpoint="documents.disclosure"),
        PageType("document-summary", f"/d/{shown.summarised}"),
        PageType("document-summary-written", f"/d/{shown.summarised}/disclosure", "member"),
        PageType("document-summary-judged", f"/d/{shown.summarised}/disclosure", "reviewer"),
        PageType("document-compare", f"/d/{shown.rich}/compare", "member", endpoint="documents.compare"),
        PageType("document-halted", f"/d/{shown.halted}"),
        PageType("document-halted-steps", f"/d/{shown.halted}?steps=1"),
        PageType("attachment-pdf", f"/attachments/{shown.pdf}/view", endpoint="documents.view_attachment"),
        PageType("statistics", "/statistics", endpoint="statistics.index"),
        PageType("statistics-years", "/statistics?by=year"),
        PageType("statistics-documents", "/statistics?by=document", "member"),
        PageType("statistics-rows", "/statistics/rows?figure=reported", endpoint="statistics.rows"),
        PageType("people", "/people", endpoint="directory.people"),
        PageType("person", f"/people/{shown.person}", endpoint="directory.person"),
        PageType("studios", "/studios", endpoint="directory.studios"),
        PageType("studio", f"/studios/{shown.studio}", endpoint="directory.studio"),
        PageType("organisations", "/organisations", endpoint="directory.organisations"),
        PageType("organisation", f"/organisations/{shown.organisation}", endpoint="directory.organisation"),
        PageType("people-none", f"/people?q={quote('没有这个人')}"),
        PageType("api", "/api/v1/", endpoint="exchange.readable"),
        PageType("sign-in", "/sign-in", endpoint="accounts.sign_in"),
        PageType("register", "/register", endpoint="accounts.register"),
        PageType("styleguide", "/styleguide", endpoint="styleguide.parts"),
        PageType("styleguide-home", "/styleguide/home", endpoint="styleguide.page"),
        PageType("styleguide-results", "/styleguide/results"),
        PageType("styleguide-reading", "/styleguide/reading"),
    ]


def _errors(shown: Exhibits) -> list[PageType]:
    return [
        PageType("withdrawn", f"/d/{shown.withdrawn}", status=410),
        PageType("not-found", "/no-such-page", status=404),
        PageType("not-for-visitors", f"/d/{shown.internal}", status=404),
    ]


def _for_signed_in(shown: Exhibits) -> list[PageType]:
    return [
        PageType("home-signed-in", "/", "member"),
        PageType("me", "/me", "member", endpoint="portal.me"),
        PageType("me-empty", "/me", "curator"),
        PageType("results-signed-in", f"/search?q={quote('钻模')}", "member"),
        PageType("searches", "/searches", "member", endpoint="search.searches"),
        PageType("searches-empty", "/searches", "curator"),
        PageType("saved-search", f"/searches/{shown.search}", "member", endpoint="search.saved_search"),
        PageType("help-requests", "/help-requests", "member", endpoint="search.help_requests"),
        PageType("help-requests-empty", "/help-requests", "curator"),
        PageType("help-request-new", f"/help-requests/new?q={quote('量子')}", "member", endpoint="search.new_request"),
        PageType("help-request", f"/help-requests/{shown.request}", "member", endpoint="search.help_request"),
        PageType("password", "/me/password", "member", endpoint="accounts.change_password"),
        PageType("sessions", "/me/sessions", "member", endpoint="accounts.sessions"),
        PageType("notices", "/me/notices?show=all", "member", endpoint="notices.index"),
        PageType("notices-none", "/me/notices", "worker"),
        PageType("notices-mail", "/me/notices/settings", "member", endpoint="notices.settings"),
        PageType("keeping", "/keeping", "leader", endpoint="documents.keeping"),
        PageType("keeping-none", "/keeping?show=waiting", "manager"),
        PageType("verify", f"/d/{shown.rich}/verify", "member", endpoint="documents.verify"),
        PageType("halt", f"/d/{shown.rich}/halt", "leader", endpoint="documents.halt"),
        PageType("halt-lift", f"/d/{shown.halted}/halt", "reviewer"),
        PageType("desk", "/desk", "member", endpoint="documents.desk"),
        PageType("trash", "/desk/trash", "member", endpoint="documents.trash"),
        PageType("trash-empty", "/desk/trash", "manager"),
        PageType("new", "/new", "member", endpoint="documents.create"),
        PageType("imports", "/imports", "member", endpoint="importing.index"),
        PageType("import-ready", f"/imports/{shown.import_ready}", "member", endpoint="importing.batch"),
        PageType("import-item", f"/imports/{shown.import_ready}/items/1", "member", endpoint="importing.item"),
        PageType("import-done", f"/imports/{shown.import_done}", "member"),
        PageType("edit", f"/d/{shown.draft}/edit", "member", endpoint="documents.edit"),
        PageType("edit-returned", f"/d/{shown.returned}/edit", "member"),
        PageType("edit-in-review", f"/d/{shown.waiting}/edit", "member"),
        PageType("forms", f"/d/{shown.rich}/forms", "member", endpoint="filings.overview"),
        PageType("form", f"/d/{shown.rich}/forms/result_application", "member", endpoint="filings.form"),
        PageType("form-print", f"/d/{shown.rich}/forms/suggestion/print", "member", endpoint="filings.print_view"),
        PageType("filings", "/filings", "member", endpoint="filings.index"),
        PageType("document-signed-in", f"/d/{shown.rich}", "member"),
        PageType("document-internal", f"/d/{shown.internal}", "worker"),
        PageType("withdraw", f"/d/{shown.rich}/withdraw", "leader", endpoint="documents.withdraw"),
    ]


def _for_staff(shown: Exhibits) -> list[PageType]:
    person, studio, organisation = shown.person, shown.studio, shown.organisation
    administrator, manager = "administrator", "manager"
    return [
        PageType("review-queue", "/review", "reviewer", endpoint="documents.review_queue"),
        PageType("kind-rules", "/settings/kinds", "administrator", endpoint="documents.rules"),
        PageType("review", f"/d/{shown.waiting}/review", "reviewer", endpoint="documents.review"),
        PageType("review-beside", f"/d/{shown.keys['beside']}/review", "reviewer"),
        PageType("accounts", "/accounts", manager, endpoint="accounts.index"),
        PageType("accounts-all", "/accounts", administrator),
        PageType("account", f"/accounts/{shown.account}", administrator, endpoint="accounts.account"),
        PageType("account-edit", f"/accounts/{shown.account}/edit", administrator, endpoint="accounts.edit"),
        PageType("account-new", "/accounts/new", manager, endpoint="accounts.create"),
        PageType("accounts-import", "/accounts/import", manager, endpoint="accounts.import_sheet"),
        PageType("journal", "/journal", "auditor", endpoint="accounts.journal"),
        PageType("person-edit", f"/people/{person}/edit", manager, endpoint="directory.edit_person_form"),
        PageType("person-new", "/people/new", manager, endpoint="directory.add_person_form"),
        PageType("studio-edit", f"/studios/{studio}/edit", "leader", endpoint="directory.edit_studio_form"),
        PageType("studio-ledger", f"/studios/{studio}/ledger", "leader", endpoint="directory.ledger"),
        PageType("studio-thresholds", "/studios/thresholds", administrator, endpoint="directory.studio_thresholds"),
        PageType("studio-members", f"/studios/{studio}/members", "leader", endpoint="directory.members"),
        PageType("studio-new", "/studios/new", manager, endpoint="directory.add_studio_form"),
        PageType("organisation-new", "/organisations/new", administrator, endpoint="directory.add_organisation_form"),
        PageType(
            "organisation-edit",
            f"/organisations/{organisation}/edit",
            manager,
            endpoint="directory.edit_organisation_form",
        ),
        PageType("merge", f"/merge/person/{person}", administrator, endpoint="directory.choose_other"),
        PageType(
            "merge-compare",
            f"/merge/person/{person}/{shown.other_person}",
            administrator,
            endpoint="directory.compare_entries",
        ),
        PageType("official-forms", "/forms", administrator, endpoint="filings.forms"),
        PageType("official-form-new", "/forms/new?like=suggestion", administrator, endpoint="filings.new_form"),
        PageType("official-form", "/forms/suggestion", administrator, endpoint="filings.edit_form"),
        PageType("lexicon", "/lexicon", administrator, endpoint="search.words"),
        PageType("lexicon-words", f"/lexicon?kind=trade_words&q={quote('钻')}", administrator),
        PageType(
            "rule", f"/lexicon/rule?kind=synonyms&text={quote('快换 > 钻模')}", administrator, endpoint="search.rule"
        ),
        PageType("lexicon-history", "/lexicon/history", administrator, endpoint="search.lexicon_history"),
        PageType("tallies", "/lexicon/searches", administrator, endpoint="search.tallied_searches"),
        PageType("vocabularies", "/vocabularies", administrator, endpoint="directory.vocabularies"),
        PageType("vocabulary", "/vocabularies/trades", administrator, endpoint="directory.vocabulary"),
        PageType("term", "/vocabularies/industries/machinery", administrator, endpoint="directory.term"),
    ]
