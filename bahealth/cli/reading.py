"""Commands that print what the installation knows."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Annotated

import typer

from bahealth.catalog.periods import Period
from bahealth.cli.printing import Format, print_rows
from bahealth.cli.progress import progress_bar
from bahealth.cli.terminal import terminal_of
from bahealth.errors import NotFound
from bahealth.i18n import N_

if TYPE_CHECKING:
    from bahealth.assess.model import ReleaseRow
    from bahealth.store import Cursor

RELEASE = N_("Freeze what is known now and compute the verdicts.")
RELEASES = N_("Print the releases, newest first.")
VERDICTS = N_("Print the verdicts of a release; the newest if not said.")
OBSERVATIONS = N_("Print the observations of an indicator in force.")
INDICATORS = N_("Print indicators: unit, direction, owner, source.")
SOURCES = N_("Print the sources that deliveries come from.")

_COMPUTING = N_("computing the verdicts")
FormatOption = Annotated[Format, typer.Option("--format", help=N_("How to print: text, json or csv"))]


AreaOption = Annotated[str | None, typer.Option(help=N_("Only this area, such as city or comuna-8"))]


def release(
    context: typer.Context,
    reason: Annotated[str | None, typer.Option(help=N_("Why it is made; kept in the audit"))] = None,
) -> None:
    """Make the next release, as of today, and judge the commitments whose effect date it reaches."""
    from bahealth.assess.commands import MakeRelease, make_release
    from bahealth.cli.convening import tell_judged
    from bahealth.convene.judging.commands import JudgeDue, judge_due

    terminal = terminal_of(context)
    command = MakeRelease(as_of=terminal.at.date(), reason=reason)
    with terminal.store() as database, progress_bar(terminal.text, terminal.err) as progress:
        made = make_release(
            database,
            terminal.catalog,
            command,
            actor=terminal.actor,
            at=terminal.at,
            progress=lambda done, total: progress(_COMPUTING, done, total),
        )
        judging = JudgeDue(release_number=made.release_number)
        judged = judge_due(database, terminal.catalog, judging, actor=terminal.actor, at=terminal.at)
    terminal.say(
        terminal.text(
            "Release %(number)s: %(count)s verdicts, fingerprint %(fingerprint)s",
            number=made.release_number,
            count=terminal.text.number(made.verdict_count),
            fingerprint=made.fingerprint[:16],
        )
    )
    tell_judged(terminal, judged)


def releases(context: typer.Context, form: FormatOption = Format.TEXT) -> None:
    """One line per release."""
    from bahealth.assess import queries

    terminal = terminal_of(context)
    with terminal.store() as database, database.reading() as con:
        rows = [one.model_dump(mode="json") for one in queries.releases(con)]
    print_rows(rows, form, terminal.out)


def verdicts(
    context: typer.Context,
    number: Annotated[int | None, typer.Option("--release", help=N_("Number of the release"))] = None,
    area: AreaOption = None,
    indicator: Annotated[str | None, typer.Option(help=N_("Only this indicator"))] = None,
    form: FormatOption = Format.JSON,
) -> None:
    """Each verdict as it was made: an earlier release prints the same digits again."""
    from bahealth.assess import queries

    terminal = terminal_of(context)
    catalog = terminal.catalog
    _check_known(area, catalog.area, N_("There is no area %(name)s"))
    _check_known(indicator, catalog.indicator, N_("There is no indicator %(name)s; `bahealth indicators` prints them"))
    with terminal.store() as database, database.reading() as con:
        chosen = _release_of(con, number)
        found = queries.release_verdicts(
            con, release_number=chosen.release_number, area_id=area, indicator_id=indicator
        )
    rows = [{"release_number": chosen.release_number, **one.model_dump(mode="json")} for one in found]
    print_rows(rows, form, terminal.out)


def observations(
    context: typer.Context,
    indicator: Annotated[str, typer.Option(help=N_("The indicator, as `bahealth indicators` prints it"))],
    area: AreaOption = None,
    form: FormatOption = Format.JSON,
) -> None:
    """Each value in force, as its source stated it, with the delivery that brought it."""
    from bahealth.collect.queries import current_observations

    terminal = terminal_of(context)
    catalog = terminal.catalog
    _check_known(indicator, catalog.indicator, N_("There is no indicator %(name)s; `bahealth indicators` prints them"))
    _check_known(area, catalog.area, N_("There is no area %(name)s"))
    with terminal.store() as database:
        found = current_observations(database, indicator_id=indicator, area_id=area)
    rows = [{"period": Period(one.period_start, one.period_months).key, **one.model_dump(mode="json")} for one in found]
    print_rows(rows, form, terminal.out)


def _check_known(name: str | None, known: Container[str], message: str) -> None:
    if name is not None and name not in known:
        raise NotFound(message, name=name)


def _release_of(con: Cursor, number: int | None) -> ReleaseRow:
    """The release of that number, the newest without one; NotFound when there is none."""
    from bahealth.assess.queries import latest_release, release_row

    found = latest_release(con) if number is None else release_row(con, number)
    if found is None and number is None:
        raise NotFound("There is no release yet: `bahealth release` makes one")
    if found is None:
        raise NotFound("There is no release %(number)s; `bahealth releases` prints them", number=number)
    return found


def indicators(context: typer.Context, form: FormatOption = Format.TEXT) -> None:
    """One line per indicator of the catalogue."""
    terminal = terminal_of(context)
    t = terminal.text
    rows = [
        {
            "indicator_id": one.indicator_id,
            "name": t.pick(one.name),
            "unit": t.pick(one.unit),
            "direction": one.direction.value,
            "kind": one.kind.value,
            "frequency": one.frequency.value,
            "owner": one.owner,
            "source": one.source,
        }
        for one in sorted(terminal.catalog.indicators, key=lambda one: (one.group.value, one.order))
    ]
    print_rows(rows, form, terminal.out)


def sources(context: typer.Context, form: FormatOption = Format.TEXT) -> None:
    """One line per source of the catalogue."""
    terminal = terminal_of(context)
    t = terminal.text
    rows = [
        {
            "source_id": one.source_id,
            "name": t.pick(one.name),
            "publisher": one.publisher,
            "owner": one.owner,
            "licence": one.licence,
        }
        for one in terminal.catalog.sources
    ]
    print_rows(rows, form, terminal.out)
