"""HTML that pages show: escaped templates, one style sheet, marks as images declared once."""

from __future__ import annotations

import gc
from dataclasses import asdict
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bahealth.assess.model import Change, Standing
from bahealth.catalog.model import Direction
from bahealth.charts.marks import change_mark, status_mark
from bahealth.charts.palette import palette
from bahealth.charts.svg import data_uri
from bahealth.i18n import Text
from bahealth.ui.address import HOME, address

_ENVIRONMENT = Environment(
    loader=PackageLoader("bahealth.ui"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Html(str):
    """HTML that Streamlit takes as it is, without looking through it for indentation at each rerun."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def kept(html: Html) -> Html:
    """`html`, made for a cache: it and the view it was made from stay in memory from now on.

    Frozen, they cost nothing in the garbage collection that Streamlit runs after every rerun; when a cache lets them
    go, counting references still frees them.
    """
    gc.freeze()
    return html


def render(template: str, t: Text, **values: object) -> Html:
    """The text of `templates/<template>.html`; every value is escaped."""
    template_text = _ENVIRONMENT.get_template(f"{template}.html")
    return Html(template_text.render(t=t, mark=mark, home=_home, **values))


def _home(t: Text) -> str:
    return address(HOME, t.language)


def mark(name: str) -> Markup:
    """The shape that stands before a word: a standing, or `change_name`. The word says it again."""
    return Markup('<span class="ba-mark ba-m-{}" aria-hidden="true"></span>').format(name)


def change_name(change: Change, direction: Direction) -> str:
    """Name of the mark of a change: its arrow goes where the values go."""
    return f"change-{change.value}-{direction.value}"


@cache
def style() -> Html:
    """The style sheet with its marks, as one `<style>` element."""
    light, dark = asdict(palette("light")), asdict(palette("dark"))
    colours = "".join(f"--{name}:light-dark({light[name]},{dark[name]});" for name in light)
    rules = [f".ba{{{colours}}}", (files("bahealth.ui") / "style.css").read_text(encoding="utf-8")]
    rules += [_background(standing.value, status_mark(standing, "auto")) for standing in Standing]
    rules += [
        _background(change_name(change, direction), change_mark(change, "auto", direction))
        for change in Change
        for direction in Direction
    ]
    return Html(f"<style>{''.join(rules)}</style>")


def _background(name: str, svg: str) -> str:
    return f'.ba-m-{name}{{background:url("{data_uri(svg)}") center/contain no-repeat}}'
