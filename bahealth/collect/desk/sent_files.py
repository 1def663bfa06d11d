"""Files that wait in the store: their names and sizes before they go in, and their content when they are read again."""

from __future__ import annotations

import hashlib
import json
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from bahealth.catalog.model import Catalog
from bahealth.collect.content import Content, content_of
from bahealth.collect.denominators import Births
from bahealth.collect.desk.model import MAX_FILES, HandInFile
from bahealth.collect.model import Preview, Problem
from bahealth.collect.upload import MAX_BYTES
from bahealth.errors import Refusal

_LONGEST_NAME: Final = 120
_LONGEST_SEEN: Final = 80


def clean_name(name: str) -> str:
    """The last part of a file's name, in one line that does nothing to a screen."""
    last = Path(name.replace("\\", "/")).name or "file"
    shown = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(one)[0] == "C" else one for one in last)
    if len(shown) <= _LONGEST_NAME:
        return shown
    return shown[: _LONGEST_NAME // 2] + "…" + shown[-_LONGEST_NAME // 2 + 1 :]


def without_content(problem: Problem, *, of_people: bool) -> Problem:
    """The reason without what stood in a row.

    Of a row's problem nothing that was seen is kept, of records nothing at all; a problem of the whole file keeps
    what it says of the form.
    """
    seen = "…" if of_people or problem.row is not None else problem.seen[:_LONGEST_SEEN]
    return problem.model_copy(update={"seen": seen if problem.seen else "", "file": clean_name(problem.file)})


def read_bounded(files: Sequence[Path]) -> list[HandInFile]:
    """The files with their content. Raises Refusal when they are too many or, together, too large to be kept."""
    if len(files) > MAX_FILES:
        raise Refusal("At most %(limit)s files are handed in together.", limit=MAX_FILES)
    if sum(file.stat().st_size for file in files) > MAX_BYTES:
        raise Refusal(
            "The files have more than %(limit)s MB together: hand them in in parts.", limit=MAX_BYTES // 10**6
        )
    return [HandInFile(file_name=clean_name(file.name), content=file.read_bytes()) for file in files]


def kept_content(
    files: Iterable[HandInFile], catalog: Catalog, *, source_id: str, at: datetime, births: Births
) -> Content:
    """What handed-in files say, read again from a folder of their own that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        paths: list[Path] = []
        for place, one in enumerate(files):
            path = Path(folder) / str(place) / one.file_name
            path.parent.mkdir()
            path.write_bytes(one.content)
            paths.append(path)
        return content_of(catalog, source_id=source_id, files=paths, today=at.date(), births=births, is_simulated=False)


def preview_seal(preview: Preview) -> str:
    """Fingerprint of what a delivery would change: the same as long as nothing touches the values it speaks of."""
    changes = [one.model_dump(mode="json") for one in (*preview.added, *preview.changed)]
    problems = [one.model_dump(mode="json") for one in preview.problems]
    body = [preview.content_hash, preview.unchanged_count, changes, problems]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
