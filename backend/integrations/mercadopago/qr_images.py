"""QR texts as images, for screens and tickets."""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 4
SCALE = 8


def svg_of(content: str) -> bytes:
    """Return the QR of a text as SVG, with the quiet zone that readers need."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="svg", scale=SCALE, border=QUIET_ZONE, light="#fff")
    return out.getvalue()


def png_of(content: str) -> bytes:
    """Return the QR of a text as PNG, 8 pixels a module."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="png", scale=SCALE, border=QUIET_ZONE)
    return out.getvalue()
