"""The app as a visitor meets it, without a browser: Streamlit's own test runner on the real app.py."""

from __future__ import annotations

import html
import re

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from bahealth.config import PROJECT

OFFICE = {
    "tablero": "pages/office/scorecard.py",
    "indicador": "pages/office/indicator.py",
    "atencion": "pages/office/care.py",
    "enviar": "pages/office/send.py",
    "metas": "pages/office/targets.py",
}
PUBLIC = {"publico": "pages/public/scorecard.py", "publico-indicador": "pages/public/indicator.py"}
EVERY = OFFICE | PUBLIC


def visit(path: str, **query: str) -> AppTest:
    """A first visit by address; the empty path is the home page."""
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    if path:
        app._page_hash = calc_hash(path)
    return app.run()


def go(app: AppTest, script: str, **query: str) -> AppTest:
    """On to another page of the navigation; Streamlit clears the address then, but for what a link names."""
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(script).run()


def markup(app: AppTest) -> str:
    """All HTML that the page drew, without the style sheet."""
    assert not app.exception, app.exception
    assert not app.error, app.error
    return "\n".join(one.proto.body for one in app.get("html") if not one.proto.body.startswith("<style"))


def said(app: AppTest) -> str:
    """The same as plain text."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup(app)))).strip()


def heading(app: AppTest) -> str:
    """The first heading."""
    found = re.search(r"<h1>(.*?)</h1>", markup(app))
    return html.unescape(found.group(1)) if found else ""


def choice(app: AppTest, key: str) -> str | None:
    """What the widget `key` holds."""
    return app.session_state[key]
