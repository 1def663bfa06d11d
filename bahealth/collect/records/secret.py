"""The installation's own secret, with which keys of people and records are hashed again at the door.

Keys arrive pseudonymous; hashed with a secret that never leaves the installation they cannot be linked to the sender's
table of keys by anyone who has the store alone. 64 bits are kept: among 10 million people two share a key with a chance
of 3 in a million (birthday bound, n^2 / 2^65).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Final

from bahealth.collect.records.cells import PERSON_TAG
from bahealth.errors import Refusal

_BYTES: Final = 32
_HEX_DIGITS: Final = 16  # 64 bits


def pseudonym(secret: str, text: str, *, tag: str = PERSON_TAG) -> int:
    """The key under which the store knows `text`; the same number as the macro `hashed` of macros.sql gives."""
    return int(hashlib.sha256(f"{secret}:{tag}:{text}".encode()).hexdigest()[:_HEX_DIGITS], 16)


def fingerprint(secret: str) -> str:
    """Tells one secret from another without telling it."""
    return hashlib.sha256(f"fingerprint of {secret}".encode()).hexdigest()[:_HEX_DIGITS]


def kept_secret(file: Path) -> str:
    """The secret in `file`, made at the first call. Raises Refusal when the file holds something else."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(file, secrets.token_hex(_BYTES))
    secret = file.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(f"[0-9a-f]{{{2 * _BYTES}}}", secret):
        raise Refusal("%(path)s does not hold a secret of 64 hexadecimal digits", path=file)
    return secret


def _write_once(file: Path, secret: str) -> None:
    """Put the whole file in its place at once; of two processes that try, the first wins."""
    draft = file.with_name(f"{file.name}.{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secret + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()
