"""Rewrite a screenshot with 256 colours: a page has few, and its picture becomes a fraction of its size."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
# Colour types of PNG and their bytes for each pixel, at eight bits.
BYTES_OF_TYPE = {2: 3, 6: 4}
PALETTE_TYPE = 3


def reduced(png: bytes) -> bytes:
    """Return the picture with a palette of its 256 commonest colours, the others taken for the nearest of these.

    Raises ValueError for anything but eight bits of RGB or RGBA without interlacing, which is what browsers write.
    """
    chunks = list(_chunks(png))
    width, height, depth, kind, _, _, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or kind not in BYTES_OF_TYPE or interlace:  # noqa: PLR2004 - bits
        raise ValueError("This form of PNG is not written by a browser.")
    step = BYTES_OF_TYPE[kind]
    packed = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = [_colours(row, step) for row in _rows(packed, width * step, step)]
    counts = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counts.most_common(COLOURS)]
    place = {colour: _nearest(colour, palette) for colour in counts} | {c: i for i, c in enumerate(palette)}
    lines = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, PALETTE_TYPE, 0, 0, 0)
    body = _chunk(b"IHDR", head) + _chunk(b"PLTE", b"".join(palette)) + _chunk(b"IDAT", zlib.compress(lines, 9))
    return SIGNATURE + body + _chunk(b"IEND", b"")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _colours(row: bytes, step: int) -> list[bytes]:
    return [row[at : at + 3] for at in range(0, len(row), step)]


def _rows(packed: bytes, length: int, step: int) -> Iterator[bytes]:
    """Take the row filters off."""
    above = bytearray(length)
    for start in range(0, len(packed), length + 1):
        row = bytearray(packed[start + 1 : start + 1 + length])
        _unfilter(packed[start], row, above, step)
        yield bytes(row)
        above = row


def _unfilter(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row) if kind else 0):
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guess = {1: left, 2: above[at], 3: (left + above[at]) // 2, 4: _paeth(left, above[at], corner)}[kind]
        row[at] = (row[at] + guess) & 0xFF


def _paeth(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((left, up, corner), key=lambda one: abs(near - one))


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    def distance(index: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, palette[index], strict=True))

    return min(range(len(palette)), key=distance)
