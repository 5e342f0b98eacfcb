"""A browser for tests: gets pages, fills real forms, and checks every page it is given.

Checked of every HTML page: a language, one h1, labels for all fields, no inline script or style, no other host, no
unfilled template text, all ids once, alt on images, a CSP header.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"


class ReadingClient(FlaskClient):
    """A client that reads every answer to its end, as browsers do, so that files sent are closed."""

    def open(self, *arguments: Any, buffered: bool = True, **keywords: Any) -> TestResponse:
        """The answer, read."""
        return super().open(*arguments, buffered=buffered, **keywords)


class Browser:
    """One person's browser: keeps cookies, sends what forms hold."""

    def __init__(self, app: Flask, language: str = "zh") -> None:
        self.client = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        self.page: TestResponse | None = None

    def get(self, path: str, status: int = 200, **keywords: Any) -> TestResponse:
        """The page at this path, which must answer with ``status``; redirects are not followed."""
        response = self.client.get(path, **keywords)
        assert response.status_code == status, (
            f"GET {path}: {response.status_code}, expected {status}\n{_text(response)}"
        )
        return self._checked(path, response)

    def post(self, path: str, data: dict[str, Any], status: int = 303, page: str = "", **keywords: Any) -> TestResponse:
        """Send these fields to ``path`` with the CSRF token found on ``page`` (default: ``path`` itself)."""
        token = self.token(page or path)
        response = self.client.post(path, data={**data, "csrf_token": token}, **keywords)
        found = response.status_code
        assert found == status, f"POST {path}: {found}, expected {status}\n{_text(response)}"
        return self._checked(path, response)

    def submit(
        self, path: str, fields: dict[str, Any], status: int = 303, action: str = "", **keywords: Any
    ) -> TestResponse:
        """Fill in the form on the page at ``path`` (the one with this action, else the first sent by POST) and send.

        Fields not named keep what the form holds, as in a real browser.
        """
        response = self.get(path)
        target, values = form_of(response.get_data(as_text=True), action, path)
        values.update(fields)
        sent = self.client.post(target, data=values, **keywords)
        assert sent.status_code == status, f"POST {target}: {sent.status_code}, expected {status}\n{_text(sent)}"
        return self._checked(target, sent)

    def token(self, page: str) -> str:
        """The CSRF token on a page."""
        text = self.client.get(page).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        return found.group(1) if found else ""

    def follow(self, response: TestResponse) -> TestResponse:
        """The page a redirect leads to."""
        return self.get(response.headers["Location"])

    def sign_in(self, username: str, password: str) -> Browser:
        """Sign in through the real form."""
        self.submit("/sign-in", {"username": username, "password": password})
        return self

    def _checked(self, path: str, response: TestResponse) -> TestResponse:
        self.page = response
        assert response.headers.get("X-Content-Type-Options") == "nosniff", path
        if response.mimetype == "text/html" and response.status_code != 303:
            faults = page_faults(response.get_data(as_text=True))
            assert not faults, f"{path}: {faults}"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"], path
        return response


def form_of(page: str, action: str, path: str) -> tuple[str, dict[str, Any]]:
    """Where a form of the page is sent and what it holds."""
    root = html5lib.parse(page)
    for form in root.iter(f"{HTML}form"):
        if form.get("method", "get").lower() != "post":
            continue
        target = form.get("action") or path
        if action and action not in target:
            continue
        return target, _values(form)
    raise AssertionError(f"no form {action!r} on {path}")


def _values(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        values.setdefault(name, []).append(value)

    blank = {node for template in form.iter(f"{HTML}template") for node in template.iter()}
    for node in form.iter():
        name = node.get("name")
        if not name or node.get("disabled") is not None or node in blank:
            continue
        if node.tag == f"{HTML}input":
            kind = node.get("type", "text")
            if kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and node.get("checked") is None):
                continue
            add(name, node.get("value", "on" if kind == "checkbox" else ""))
        elif node.tag == f"{HTML}textarea":
            add(name, "".join(node.itertext()))
        elif node.tag == f"{HTML}select":
            options = list(node.iter(f"{HTML}option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            for option in chosen:
                add(name, option.get("value", "".join(option.itertext())))
    return {name: value[0] if len(value) == 1 else value for name, value in values.items()}


def page_faults(text: str) -> list[str]:
    """What is wrong with a page; empty when nothing is."""
    root = html5lib.parse(text)
    faults: list[str] = []
    if not root.get("lang"):
        faults.append("no language")
    nodes = list(root.iter())
    headings = [node for node in nodes if node.tag == f"{HTML}h1"]
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    ids = [node.get("id") for node in nodes if isinstance(node.tag, str) and node.get("id")]
    faults += [f"id twice: {one}" for one, count in Counter(ids).items() if count > 1]
    labelled = {node.get("for") for node in nodes if node.tag == f"{HTML}label"}
    inside = {field for label in nodes if label.tag == f"{HTML}label" for field in label.iter()}
    for node in nodes:
        if isinstance(node.tag, str):
            faults += _node_faults(node, labelled, inside)
    if "{{" in text or "{%" in text or "%(" in text:
        faults.append("unfilled text")
    return faults


def _node_faults(node: Any, labelled: set[str | None], inside: set[Any]) -> list[str]:
    faults = []
    tag = node.tag.removeprefix(HTML)
    for name, value in node.attrib.items():
        if name == "style" or str(name).startswith("on"):
            faults.append(f"{name} on {tag}")
        if name in ("src", "action", "srcset", "poster") and urlsplit(str(value)).netloc:
            faults.append(f"other host: {value}")
    if tag == "script" and not node.get("src") and node.get("type") not in ("application/json", "application/ld+json"):
        faults.append("inline script")
    if tag == "style":
        faults.append("inline style")
    if tag == "img" and node.get("alt") is None:
        faults.append(f"no alt: {node.get('src')}")
    if tag in ("input", "select", "textarea") and node.get("type") not in ("hidden", "submit", "button"):
        named = node.get("id") in labelled or node in inside or node.get("aria-label") or node.get("aria-labelledby")
        if not named:
            faults.append(f"no label: {node.get('name')}")
    return faults


def _text(response: TestResponse) -> str:
    return response.get_data(as_text=True)[:3000]
