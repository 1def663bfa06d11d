"""Which columns a file of records has: each one known, none missing, none that looks like personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from bahealth.collect.model import Problem
from bahealth.collect.records.cells import WITHDRAWN
from bahealth.collect.records.model import RecordKind
from bahealth.collect.table import plain
from bahealth.i18n import N_

# Words of a column's name, without accents, and beginnings of words.
_PERSONAL: Final = {"name", "names", "firstname", "lastname", "dni", "doc", "mail", "tel", "cel", "calle", "street"}
_PERSONAL_BEGINNINGS: Final = (
    *("nombre", "apellid", "surname", "document", "nrodoc", "numdoc", "cuil", "cuit", "passport", "pasaport", "email"),
    *("correo", "phone", "telef", "celular", "mobile", "address", "domicil", "direccion", "obrasocial", "afiliad"),
)


def looks_personal(name: str) -> bool:
    """Whether a column of this name would hold what points at a person."""
    words = [one for one in re.split(r"[^a-z0-9]+", plain(name)) if one]
    joined = [first + second for first, second in pairwise(words)]
    return any(one in _PERSONAL or one.startswith(_PERSONAL_BEGINNINGS) for one in [*words, *joined])


def header_problems(file: str, header: Sequence[str], kind: RecordKind) -> Iterator[Problem]:
    """Every reason to refuse a file by its columns alone."""
    known = {one.name: one for one in (*kind.columns, WITHDRAWN)}
    first_row = 1
    for name in dict.fromkeys(header):
        shown = name[:60]
        if name in known:
            if header.count(name) > 1:
                message = N_("The column %(seen)s stands twice.")
                yield Problem(file=file, row=first_row, column=name, seen=shown, message=message)
        elif looks_personal(name):
            message = N_(
                "The column %(seen)s looks like personal data. Delete it: names, documents, addresses and numbers of "
                "people are never sent."
            )
            yield Problem(file=file, row=first_row, column=shown, seen=shown, message=message)
        else:
            message = N_("The column %(seen)s does not belong to these records; expected: %(expected)s.")
            values = {"expected": ", ".join(known)}
            yield Problem(file=file, row=first_row, column=shown, seen=shown, message=message, values=values)
    for name, column in known.items():
        if column.is_required and name not in header:
            message = N_("The column %(expected)s is missing.")
            yield Problem(file=file, row=first_row, column=name, message=message, values={"expected": name})
