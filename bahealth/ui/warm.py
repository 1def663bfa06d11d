"""Scorecards drawn before anybody asks: a release never changes, so neither do they."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import UTC, datetime

from bahealth.access.given import city_of
from bahealth.config import settings
from bahealth.errors import NotFound
from bahealth.i18n import Text
from bahealth.people.model import COMMAND_LINE
from bahealth.ui.people import VISITOR
from bahealth.ui.scorecard import scorecard_html
from bahealth.ui.storehouse import catalog, database
from bahealth.views.audit import chain_state
from bahealth.views.model import scorecard_areas
from bahealth.views.scorecard import ScorecardChoice, scorecard_view

_LOG = logging.getLogger(__name__)


def walk_record() -> None:
    """Walk along the whole record once at the start: a broken one is in the log before anybody opens its page."""
    try:
        state = chain_state(database(), at=datetime.now(UTC).replace(tzinfo=None))
    except Exception as problem:  # noqa: BLE001 - the page itself will say what is wrong
        _LOG.warning("the record was not walked along: %s", problem)
        return
    if not state.report.is_whole:
        _LOG.error("the record is not whole: bahealth audit verify says where")


def read_streets() -> None:
    """Read the streets once at the start: the first reader of nearness need not wait for them."""
    with suppress(NotFound):  # the page itself will say so
        city_of(settings().data / "city")


def warm_scorecards() -> None:
    """Draw the newest scorecard of every area once, in the first language; without a release there is nothing to do."""
    chosen = settings()
    actor = COMMAND_LINE if chosen.has_sign_in or chosen.is_local else VISITOR  # what is drawn depends on office or not
    try:
        for area in scorecard_areas(catalog()):
            view = scorecard_view(database(), catalog(), ScorecardChoice(area.area_id), actor)
            if view is None:
                return
            scorecard_html(view, Text())
    except Exception as problem:  # noqa: BLE001 - only an advance: the page itself will say what is wrong
        _LOG.warning("scorecards were not drawn in advance: %s", problem)
