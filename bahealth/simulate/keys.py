"""Pseudonymous keys as text: `s` for simulated and 16 hexadecimal digits, made by mixing a counter."""

from __future__ import annotations

import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bahealth.simulate.draw import Keys

NON_RESIDENTS: Final = 1 << 40
"""People who live outside the city are numbered from here on."""
MOTHERS_ELSEWHERE: Final = 1 << 41
_LENGTH: Final = 17
_STEP: Final = 0x9E3779B97F4A7C15
_MASK: Final = (1 << 64) - 1
_DIGITS: Final = np.frombuffer("".join(f"{one:02x}" for one in range(256)).encode(), dtype=np.uint16)


def mixed(numbers: npt.ArrayLike, seed: int, what: str) -> Keys:
    """64 bits that show nothing of the counter. Different numbers stay different (Steele, Lea and Flood 2014)."""
    start = int(_finished(np.array([((seed << 32) ^ zlib.crc32(what.encode())) & _MASK], dtype=np.uint64))[0])
    return _finished(np.asarray(numbers).astype(np.uint64) * np.uint64(_STEP) + np.uint64(start))


def _finished(z: Keys) -> Keys:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def key_texts(numbers: npt.ArrayLike, seed: int, what: str) -> Any:
    """The keys of the numbered people or records as an Arrow column of text."""
    keys = mixed(numbers, seed, what)
    texts = np.empty((len(keys), _LENGTH), dtype=np.uint8)
    texts[:, 0] = ord("s")
    texts[:, 1:] = _DIGITS[keys.byteswap().view(np.uint8)].view(np.uint8).reshape(len(keys), _LENGTH - 1)
    offsets = np.arange(0, (len(keys) + 1) * _LENGTH, _LENGTH, dtype=np.int32)
    return pa.StringArray.from_buffers(len(keys), pa.py_buffer(offsets), pa.py_buffer(texts))
