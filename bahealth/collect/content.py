"""From files to the content of a delivery, and from content to what it would change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bahealth.catalog.model import Catalog, Source
from bahealth.collect.checks import checked
from bahealth.collect.corrections import corrected
from bahealth.collect.denominators import Births, with_estimated_denominators
from bahealth.collect.model import Change, Observation, Preview, Problem
from bahealth.collect.queries import CurrentObservation, Delivery
from bahealth.collect.readers import read_upload
from bahealth.collect.readers.reading import Found, Reading
from bahealth.collect.table import UnreadableError
from bahealth.collect.upload import open_upload
from bahealth.errors import NotFound
from bahealth.i18n import N_


@dataclass(frozen=True)
class Content:
    """What a set of files says, checked: ready to be compared with what is in force."""

    source_id: str
    file_names: tuple[str, ...]
    observations: tuple[Observation, ...]  # in the order of their keys
    problems: tuple[Problem, ...]
    corrections_applied: tuple[str, ...]
    is_simulated: bool

    @property
    def content_hash(self) -> str:
        """Fingerprint of the observations, whatever the form and the order in which they were sent."""
        digest = hashlib.sha256(f"{self.source_id} {self.is_simulated}".encode())
        for one in self.observations:
            digest.update(b"\n" + one.model_dump_json().encode())
        return digest.hexdigest()


def source_of(catalog: Catalog, source_id: str) -> Source:
    """The source; raises NotFound when the catalogue does not know it."""
    if source_id not in catalog.source:
        known = ", ".join(sorted(catalog.source))
        raise NotFound("There is no source %(source)s. Known: %(known)s", source=source_id, known=known)
    return catalog.source[source_id]


def read_files(source: Source, catalog: Catalog, files: Iterable[Path]) -> Reading:
    """What the files say, before corrections and checks; a file that cannot be opened is a problem of its own."""
    return sum((_read_file(path, source, catalog) for path in files), start=Reading())


def _read_file(path: Path, source: Source, catalog: Catalog) -> Reading:
    try:
        return read_upload(open_upload(path), source, catalog)
    except UnreadableError as unreadable:
        return Reading(problems=(unreadable.problem,))
    except OSError as problem:
        message = N_("The file cannot be opened: %(seen)s")
        return Reading(problems=(Problem(file=path.name, seen=problem.strerror or "", message=message),))


def content_of(
    catalog: Catalog, *, source_id: str, files: list[Path], today: date, births: Births, is_simulated: bool
) -> Content:
    """Read, complete, correct and check; raises NotFound for an unknown source."""
    source = source_of(catalog, source_id)
    reading = read_files(source, catalog, files)
    completed = with_estimated_denominators(reading.observations, births)
    found = tuple(Found(one, place.file, place.row) for one, place in zip(completed, reading.found, strict=True))
    reading, applied = corrected(Reading(found, reading.problems), source, catalog)
    reading = checked(reading, source, catalog, today)
    observations = tuple(sorted(reading.observations, key=lambda one: one.key))
    names = tuple(path.name for path in files)
    return Content(source_id, names, observations, reading.problems, applied, is_simulated)


def compared(content: Content, current: list[CurrentObservation], accepted: list[Delivery]) -> Preview:
    """What accepting `content` would do to the values in force.

    `accepted` are the deliveries of its source, newest first. The same content counts as already accepted while it
    would change nothing; sent again after others changed it, it is a change like any other.
    """
    in_force = {one.key: one for one in current}
    added: list[Change] = []
    changed: list[Change] = []
    for one in content.observations:
        previous = in_force.get(one.key)
        if previous is None:
            added.append(Change(observation=one, previous=None))
        elif previous.observation != one or previous.is_simulated != content.is_simulated:
            changed.append(Change(observation=one, previous=previous.observation))
    content_hash = content.content_hash
    same = next((one for one in accepted if one.content_hash == content_hash), None)
    return Preview(
        source_id=content.source_id,
        file_names=content.file_names,
        content_hash=content_hash,
        row_count=len(content.observations),
        added=tuple(added),
        changed=tuple(changed),
        unchanged_count=len(content.observations) - len(added) - len(changed),
        is_simulated=content.is_simulated,
        corrections_applied=content.corrections_applied,
        problems=content.problems,
        already_accepted_at=same.accepted_at if same and not added and not changed else None,
        after_delivery_id=accepted[0].delivery_id if accepted else None,
    )
