"""Commands for those who send data."""

from __future__ import annotations

import hashlib
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bahealth.cli.terminal import Question, Terminal, terminal_of
from bahealth.errors import NotFound, Refusal, Stale
from bahealth.i18n import N_

if TYPE_CHECKING:
    from bahealth.collect.model import Change, Observation, Preview

DELIVER = N_("Show what files would change; accept or refuse whole.")
TEMPLATE = N_("Write the form that a department fills and delivers.")
_SHOWN = 40
_FORMS = ("xlsx", "csv")


def deliver(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help=N_("The source, as `bahealth sources` prints it"))],
    files: Annotated[list[Path], typer.Argument(help=N_("The files of one delivery"))],
    accept: Annotated[bool, typer.Option("--accept", help=N_("Accept without asking"))] = False,
    simulated: Annotated[
        bool, typer.Option("--simulated", help=N_("The numbers are simulated; every screen will say so"))
    ] = False,
    seen: Annotated[str | None, typer.Option("--seen", hidden=True)] = None,
) -> None:
    """Look at the files, tell what they would do, and with a yes take them in.

    `seen` is the seal of the preview that the person said yes to: anything else than that is refused.
    """
    from bahealth.collect.commands import AcceptDelivery, accept_delivery, preview_delivery
    from bahealth.collect.denominators import load_births

    terminal = terminal_of(context)
    t = terminal.text
    paths = tuple(terminal.path(file) for file in files)
    if source in terminal.catalog.source and terminal.catalog.source[source].records is not None:
        from bahealth.cli.delivering_records import deliver_records

        deliver_records(terminal, source, paths, accept=accept, simulated=simulated, seen=seen)
        return
    births = load_births(terminal.settings.data)
    with terminal.store() as database:
        preview = preview_delivery(
            database,
            terminal.catalog,
            source_id=source,
            files=list(paths),
            at=terminal.at,
            is_simulated=simulated,
            births=births,
        )
        if preview.problems:
            _tell_problems(terminal, preview, paths)
            raise typer.Exit(1)
        if preview.already_accepted_at is not None:
            terminal.say(t("The same content was already accepted on %(day)s.", day=preview.already_accepted_at.date()))
            return
        if seen is None:
            _tell_changes(terminal, preview)
        if seen is not None and seen != _seal(preview):
            raise Stale("The files have changed since they were looked at: look at the preview again.")
        if not accept:
            raise Question(t("Accept this delivery?"), ("--accept", "--seen", _seal(preview)))
        command = AcceptDelivery(
            source_id=source,
            files=paths,
            is_simulated=simulated,
            content_hash=preview.content_hash,
            after_delivery_id=preview.after_delivery_id,
        )
        delivery_id = accept_delivery(
            database, terminal.catalog, command, actor=terminal.actor, at=terminal.at, births=births
        )
    terminal.say(t("Accepted as delivery %(delivery)s", delivery=delivery_id))


def template(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help=N_("The source, as `bahealth sources` prints it"))],
    form: Annotated[str, typer.Option("--format", help=N_("xlsx or csv"))] = "xlsx",
) -> None:
    """Write the form into the current folder; an existing file is never replaced."""
    from bahealth.collect.template import template as form_of

    terminal = terminal_of(context)
    t = terminal.text
    if source not in terminal.catalog.source:
        raise NotFound("There is no source %(source)s; `bahealth sources` prints them", source=source)
    if form not in _FORMS:
        raise Refusal("%(form)s is not one of: %(forms)s", form=form, forms=", ".join(_FORMS))
    file = terminal.cwd / f"{source}.{form}"
    content = form_of(terminal.catalog.source[source], terminal.catalog, t, "csv" if form == "csv" else "xlsx")
    _write_new(file, content)
    terminal.say(str(file))


def _seal(preview: Preview) -> str:
    """What the person looked at: the content, and what it was compared with."""
    return hashlib.sha256(f"{preview.content_hash} {preview.after_delivery_id}".encode()).hexdigest()


def _tell_changes(terminal: Terminal, preview: Preview) -> None:
    t = terminal.text
    terminal.say(
        t(
            "%(source)s: %(added)s new, %(changed)s changed, %(unchanged)s unchanged",
            source=preview.source_id,
            added=t.number(len(preview.added)),
            changed=t.number(len(preview.changed)),
            unchanged=t.number(preview.unchanged_count),
        )
    )
    for applied in preview.corrections_applied:
        terminal.say(t("Correction applied: %(correction)s", correction=applied))
    for title, changes in ((t("Changed"), preview.changed), (t("New"), preview.added)):
        if changes:
            terminal.say(f"{title}:")
        for change in changes[:_SHOWN]:
            terminal.say("  " + _change_line(change))
        if len(changes) > _SHOWN:
            terminal.say("  " + t("and %(count)s more", count=t.number(len(changes) - _SHOWN)))


def _change_line(change: Change) -> str:
    one = change.observation
    place = f"{one.indicator_id}  {one.area_id}  {one.period.key}  "
    after = _told(one)
    return place + (f"{_told(change.previous)} → {after}" if change.previous else after)


def _told(one: Observation) -> str:
    """What the source states: the value, or the counts, or both; `–` is nothing."""
    counts = "" if one.numerator is None else _digits(one.numerator)
    if one.denominator is not None:
        counts = f"{counts or '–'}/{_digits(one.denominator)}"
    if one.value is None:
        return counts or "–"
    return _digits(one.value) + (f" ({counts})" if counts else "")


def _digits(number: float) -> str:
    """Every digit that a source can have written."""
    return f"{number:.15g}"


def _tell_problems(terminal: Terminal, preview: Preview, paths: tuple[Path, ...]) -> None:
    """Every reason on stderr, and next to each file a copy that carries them."""
    from bahealth.collect.returned import problem_line, refused_copy

    t = terminal.text
    for problem in preview.problems:
        print(problem_line(problem, t), file=terminal.err)
    print(
        t.plural(
            "Refused whole: %(count)s problem; nothing was changed",
            "Refused whole: %(count)s problems; nothing was changed",
            len(preview.problems),
        ),
        file=terminal.err,
    )
    for path in paths:
        if not path.is_file() or not any(one.file.split(" / ")[0] in {path.name, ""} for one in preview.problems):
            continue
        content, name = refused_copy(path, preview.problems, t)
        copy = _free_name(path.with_name(name))
        try:
            _write_new(copy, content)
        except Refusal as problem:
            print(t.refusal(problem), file=terminal.err)
        else:
            print(t("A copy with the reasons: %(path)s", path=copy), file=terminal.err)


def _free_name(file: Path) -> Path:
    """`file`, numbered where one of that name stands: somebody may be mending an earlier copy."""
    numbered = (file.with_stem(f"{file.stem}-{number}") for number in count(2))
    return next(one for one in chain((file,), numbered) if not one.exists())


def _write_new(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError as problem:
        raise Refusal("%(path)s exists already and is not replaced", path=file) from problem
    except OSError as problem:
        raise Refusal("%(path)s could not be written: %(reason)s", path=file, reason=problem.strerror) from problem
