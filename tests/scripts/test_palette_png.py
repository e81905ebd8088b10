"""A screenshot keeps its colours when it is rewritten with a palette."""

from __future__ import annotations

import struct
import zlib

import pytest

import palette_png

PAPER, INK, PAID = b"\xfa\xf8\xf4", b"\x1b\x1b\x18", b"\x14\x66\x3c"
PICTURE = [[PAPER, INK, PAID], [INK, INK, PAPER], [PAID, PAPER, INK]]


def filtered(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    """Put one of PNG's row filters on, as an encoder does."""
    done = bytearray([kind])
    for at, byte in enumerate(row):
        left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
        near = left + above[at] - corner
        paeth = min((left, above[at], corner), key=lambda one: abs(near - one))
        guess = [0, left, above[at], (left + above[at]) // 2, paeth][kind]
        done.append((byte - guess) & 0xFF)
    return bytes(done)


def encoded(rows: list[list[bytes]], kind: int, *, is_opaque: bool = True, depth: int = 8) -> bytes:
    flat = [b"".join(pixel if is_opaque else pixel + b"\xff" for pixel in row) for row in rows]
    step = 3 if is_opaque else 4
    lines = b"".join(filtered(kind, row, flat[n - 1] if n else bytes(len(row)), step) for n, row in enumerate(flat))
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), depth, 2 if is_opaque else 6, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return palette_png.SIGNATURE + b"".join(palette_png._chunk(name, body) for name, body in chunks)


def decoded(png: bytes) -> list[list[bytes]]:
    chunks = dict(palette_png._chunks(png))
    width = struct.unpack_from(">I", chunks[b"IHDR"])[0]
    palette = [chunks[b"PLTE"][at : at + 3] for at in range(0, len(chunks[b"PLTE"]), 3)]
    lines = zlib.decompress(chunks[b"IDAT"])
    rows = [lines[at + 1 : at + 1 + width] for at in range(0, len(lines), width + 1)]
    return [[palette[index] for index in row] for row in rows]


@pytest.mark.parametrize("is_opaque", [True, False])
@pytest.mark.parametrize("kind", range(5))
def test_every_row_filter_gives_the_same_picture(kind, is_opaque):
    assert decoded(palette_png.reduced(encoded(PICTURE, kind, is_opaque=is_opaque))) == PICTURE


def test_rare_colour_becomes_the_nearest_common_one():
    common = [[bytes((n, n, n))] * 2 for n in range(256)]
    almost_ten = bytes((10, 10, 11))
    assert decoded(palette_png.reduced(encoded([*common, [almost_ten, b"\0\0\0"]], 0)))[-1][0] == bytes((10, 10, 10))


def test_other_form_of_png_is_refused():
    with pytest.raises(ValueError, match="not written by a browser"):
        palette_png.reduced(encoded(PICTURE, 0, depth=16))
