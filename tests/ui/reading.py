"""What screens and files say of each row, read back from what they draw."""

from __future__ import annotations

import csv
import html
import re
from io import BytesIO, StringIO

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from bahealth.i18n import Text
from bahealth.ui.downloads import csv_file, pdf_file, xlsx_file
from bahealth.ui.indicator import _head
from bahealth.ui.scorecard import scorecard_html
from bahealth.views.indicator import IndicatorView
from bahealth.views.scorecard import ScorecardView

Cells = dict[str, str]


def plain(markup: str) -> str:
    """Text as a reader sees it; a cell with nothing to say shows a dash."""
    found = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).strip()
    return "" if found == "–" else found


def screen(view: ScorecardView, t: Text) -> dict[str, Cells]:
    """Cells of the table on the page by the indicator's id; rows without a value have their status only."""
    text = scorecard_html(view, t)
    found: dict[str, Cells] = {}
    for row in re.findall(r'<tbody class="ba-row">.*?</tbody>', text, re.DOTALL):
        cells = {
            label: plain(cell) for label, cell in re.findall(r'<td data-label="(.*?)"[^>]*>(.*?)</td>', row, re.DOTALL)
        }
        value = re.search(r'<strong class="ba-value">(.*?)</strong>\s*<span class="ba-muted">(.*?)</span>', row)
        standing = re.search(r"ba-status ba-is-(\w+)", row)
        change = re.search(r"ba-m-(change-[\w-]+)", row)
        assert value is not None
        assert standing is not None
        found[_id(row)] = {
            "status": cells[t("Status")],
            "standing": standing.group(1),
            "value": plain(value.group(1)),
            "interval": plain(value.group(2)),
            "change": cells[t("Change")],
            "arrow": change.group(1) if change else "",
            "target": cells[t("Target")],
            "sentence": plain("".join(re.findall(r'<p class="ba-said">(.*?)</p>', row, re.DOTALL))),
        }
    for absent in re.findall(r'<tbody class="ba-absent">.*?</tbody>', text, re.DOTALL):
        for item in re.findall(r"<li\b.*?</li>", absent, re.DOTALL):
            status = re.search(r'<span class="ba-muted">(.*?)</span>', item)
            assert status is not None
            found[_id(item)] = {"status": plain(status.group(1)), "value": "", "change": "", "target": ""}
    return found


def _id(markup: str) -> str:
    named = re.search(r"indicador=(\w+)", markup)
    assert named is not None
    return named.group(1)


def head(view: IndicatorView, t: Text) -> Cells:
    """The figures at the head of an indicator's page, by their terms, and its sentence."""
    text = _head(view, t)
    terms = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", text, re.DOTALL)
    found = {html.unescape(term): plain(cell) for term, cell in terms}
    lead = re.search(r'<p class="ba-lead">(.*?)</p>', text, re.DOTALL)
    assert lead is not None
    return {**found, "sentence": plain(lead.group(1))}


def csv_rows(view: ScorecardView, t: Text) -> dict[str, Cells]:
    text = csv_file(view, t).decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text), delimiter=";" if t.language == "es" else ",")
    return {row[t("Indicator id")]: row for row in rows}


def xlsx_rows(view: ScorecardView, t: Text) -> dict[str, dict[str, object]]:
    rows = CalamineWorkbook.from_filelike(BytesIO(xlsx_file(view, t))).get_sheet_by_index(0).to_python()
    titles = [str(title) for title in rows[0]]
    return {str(one[t("Indicator id")]): one for one in (dict(zip(titles, row, strict=True)) for row in rows[1:])}


def pdf_text(view: ScorecardView, t: Text) -> str:
    """All text of the print view; any run of white space is one space."""
    pages = PdfReader(BytesIO(pdf_file(view, t))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
