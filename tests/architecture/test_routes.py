"""Routes: every one declares its permission, and the permissions page is up to date."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture.permission_table import PAGE, table
from webapp.web.guard import check_declared, permission_of


def test_every_route_declares_its_permission(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert permission_of(app, rule.endpoint) is not None, rule


def test_an_undeclared_route_stops_the_application() -> None:
    app = Flask("undeclared", static_folder=None)
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(RuntimeError, match="open"):
        check_declared(app)


def test_the_permissions_page_is_up_to_date(app: Flask) -> None:
    assert PAGE.read_text(encoding="utf-8") == table(app)
