"""Compressed files, opened with limits: what a few kilobytes may become is bounded before it is read."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from typing import Final

from bahealth.collect.model import Problem
from bahealth.collect.table import UnreadableError
from bahealth.i18n import N_

MAX_UNPACKED: Final = 150_000_000  # bytes of all members together
MAX_RATIO: Final = 200  # unpacked to packed, looked at above a megabyte
MAX_MEMBERS: Final = 200
DAMAGED: Final = N_("The compressed file is damaged or protected by a password. Save it again.")
_CHUNK: Final = 1 << 20
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others are unpacked whole, however large
_ZIP_ERRORS: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError),
    LookupError,  # a member whose name is empty
)


def gunzipped(name: str, content: bytes) -> bytes:
    """The one member of a gzip file."""
    unpacked = bytearray()
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += chunk
                _check_growth(name, len(content), len(unpacked))
    except EOFError as problem:
        message = N_("The compressed file ends too early: it was cut off. Send it again.")
        raise UnreadableError(Problem(file=name, message=message)) from problem
    except (OSError, zlib.error) as problem:
        raise _damaged(name) from problem
    return bytes(unpacked)


def unzipped(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Name and content of each CSV of an archive, in order of name; anything else in it is refused."""
    members: list[tuple[str, bytes]] = []
    for member, text in _members(name, content):
        if not member.lower().endswith(".csv"):
            message = N_("The archive holds %(seen)s; only .csv files may be in it.")
            raise UnreadableError(Problem(file=name, seen=member[:100], message=message))
        members.append((member, text))
    if not members:
        raise UnreadableError(Problem(file=name, message=N_("The archive holds no file.")))
    return sorted(members)


def is_workbook(name: str, content: bytes) -> bool:
    """Whether an archive is a workbook of Excel."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _ZIP_ERRORS as problem:
        raise _damaged(name) from problem


def check_workbook(name: str, content: bytes) -> None:
    """Refuses an archive that grows too much or is no workbook."""
    if "xl/workbook.xml" not in {member for member, _ in _members(name, content)}:
        message = N_("The file is an archive but not a workbook of Excel.")
        raise UnreadableError(Problem(file=name, message=message))


def _members(name: str, content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if len(entries) > MAX_MEMBERS:
                message = N_("The archive holds %(seen)s files; at most %(limit)s are read.")
                values = {"limit": str(MAX_MEMBERS)}
                raise UnreadableError(Problem(file=name, seen=str(len(entries)), message=message, values=values))
            if not {one.compress_type for one in entries} <= _METHODS:
                message = N_("The archive is compressed in a way that is not read: save it as an ordinary ZIP.")
                raise UnreadableError(Problem(file=name, message=message))
            _check_growth(name, len(content), sum(one.file_size for one in entries))
            members: list[tuple[str, bytes]] = []
            total = 0
            for entry in entries:
                text = bytearray()
                with archive.open(entry) as stream:
                    while chunk := stream.read(_CHUNK):
                        text += chunk
                        total += len(chunk)
                        _check_growth(name, len(content), total)
                members.append((entry.filename, bytes(text)))
            return members
    except _ZIP_ERRORS as problem:
        raise _damaged(name) from problem


def _check_growth(name: str, packed: int, unpacked: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > _CHUNK and unpacked > MAX_RATIO * packed):
        message = N_("The file grows to %(seen)s or more when it is opened: it is refused for safety.")
        raise UnreadableError(Problem(file=name, seen=f"{unpacked / 1e6:.0f} MB", message=message))


def _damaged(name: str) -> UnreadableError:
    return UnreadableError(Problem(file=name, message=DAMAGED))
