"""Makes the application: the only place that knows all parts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import webapp.accounts.routes
import webapp.adoptions.routes
import webapp.directory.routes
import webapp.documents.routes
import webapp.exchange.routes
import webapp.exhibitions.routes
import webapp.filings.routes
import webapp.importing.routes
import webapp.notices.routes
import webapp.patents.routes
import webapp.portal.routes
import webapp.search.routes
import webapp.statistics.routes
from webapp.accounts.actors import actor_of_token
from webapp.base.actor import Actor
from webapp.base.clock import now
from webapp.base.daily import Daily, forget_runs
from webapp.base.database import Database
from webapp.base.files.store import FileStore
from webapp.base.files.sweeping import sweep_files
from webapp.base.jobs import Background, Worker, forget_jobs
from webapp.base.markdown import Renderer
from webapp.settings import Settings
from webapp.web import errors, guard, headers, i18n, kept_forms, pages, styleguide
from webapp.web.guard import Audience, network_of
from webapp.web.i18n import lazy
from webapp.web.pages import Entry
from webapp.web.site import EXTENSION, Site, site

PARTS = (
    webapp.portal.routes,
    webapp.accounts.routes,
    webapp.notices.routes,
    webapp.directory.routes,
    webapp.patents.routes,
    webapp.documents.routes,
    webapp.adoptions.routes,
    webapp.filings.routes,
    webapp.importing.routes,
    webapp.search.routes,
    webapp.exhibitions.routes,
    webapp.exchange.routes,
    webapp.statistics.routes,
)
NAVIGATION = (
    Entry("search.results", lazy("成果"), "search"),
    Entry("directory.studios", lazy("工作室"), "tools"),
    Entry("directory.people", lazy("工匠"), "people"),
    Entry("directory.organisations", lazy("单位"), "building"),
    Entry("patents.index", lazy("专利"), "patch-check"),
    Entry("adoptions.index", lazy("推广应用"), "graph-up-arrow"),
    Entry("demonstrations.index", lazy("观摩会"), "calendar3"),
    Entry("exhibitions.index", lazy("展览"), "easel"),
    Entry("statistics.index", lazy("统计"), "bar-chart"),
    Entry("documents.desk", lazy("我的成果"), "pencil-square", Audience.WRITER),
    Entry("documents.keeping", lazy("定期核对"), "clipboard-check", Audience.WRITER),
    Entry("documents.review_queue", lazy("待审核"), "check2-square", Audience.REVIEWER),
    Entry("accounts.index", lazy("账号"), "person-gear", Audience.LEADER),
    Entry("directory.vocabularies", lazy("词表"), "tag", Audience.ADMINISTRATOR),
    Entry("filings.forms", lazy("申报表格"), "file-earmark-text", Audience.ADMINISTRATOR),
    Entry("documents.rules", lazy("审核与核对要求"), "sliders", Audience.ADMINISTRATOR),
    Entry("search.words", lazy("搜索词库"), "book", Audience.ADMINISTRATOR),
    Entry("accounts.journal", lazy("操作日志"), "journal-text", Audience.AUDITOR),
)
EDITOR_LIMIT = 8 * 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """A new application on these settings. The database must be at the newest revision before the first request."""
    app = Flask("webapp", root_path=str(Path(__file__).parent / "web"))
    _configure(app, settings)
    made = Site(
        settings=settings,
        database=Database(settings.database_url),
        files=FileStore(settings.files_dir),
        renderer=Renderer(),
    )
    app.extensions[EXTENSION] = made
    i18n.install(app)
    CSRFProtect(app)
    guard.install(app, _load_actor)
    pages.install(app, NAVIGATION)
    errors.install(app)
    headers.install(app)
    kept_forms.install(app)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
        if hasattr(part, "install"):
            part.install(app, made)
    _keep_house(made)
    if app.debug:
        app.register_blueprint(styleguide.blueprint)
    guard.check_declared(app)
    return app


def start_background(app: Flask) -> Background:
    """Start the threads that follow the change feed, run jobs and do what is done once a day."""
    made: Site = app.extensions[EXTENSION]
    worker = Worker(made.database, made.jobs)
    tasks = dict(made.parts.get("background", {}))
    tasks["jobs"] = worker.drain
    tasks["daily"] = daily_of(app).look
    made.background = Background(tasks)
    made.after_commit.append(made.background.wake)
    made.background.start()
    return made.background


def daily_of(app: Flask) -> Daily:
    """What the site does once a day."""
    made: Site = app.extensions[EXTENSION]
    return Daily(made.database, made.parts.get("daily", {}), made.settings.daily_hour)


def _keep_house(made: Site) -> None:
    """The daily tasks that belong to no part."""

    def forget(today: date) -> None:
        with made.database.writing() as session:
            forget_runs(session, today)
            forget_jobs(session)

    daily = made.parts.setdefault("daily", {})
    daily["base.forget"] = forget
    daily["base.statistics"] = lambda _today: made.database.refresh_statistics()
    daily["base.sweep_files"] = lambda _today: sweep_files(made.database, made.files)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes + EDITOR_LIMIT,
        MAX_FORM_MEMORY_SIZE=EDITOR_LIMIT,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_absolute_hours),
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.session_interface = SecureCookieSessionInterface()
    if settings.proxy_count:
        hops = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    guard.declare(app.view_functions["static"], Audience.EVERYONE)


def _load_actor(token: str) -> Actor | None:
    """The actor of a token, unless the browser has been idle for too long; being here counts as activity."""
    idle = timedelta(minutes=site().settings.session_idle_minutes).total_seconds()
    moment = int(now().timestamp())
    seen = session.get("seen")
    if not isinstance(seen, int) or moment - seen > idle:
        session.pop("_user_id", None)
        return None
    if moment - seen >= 30:
        session["seen"] = moment
    with site().database.reading() as read:
        return actor_of_token(read, token, network_of(request.remote_addr))
