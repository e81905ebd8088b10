"""The notes of a subscription: append-only lines for operators (contract 20-billing §1 and rule 4)."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum


class NoteTag(StrEnum):
    """What a line tells about; the values are what operators read."""

    NOTE = "nota"
    CREATED = "alta"
    RENEWED = "renovacion"
    PLAN_CHANGED = "cambio_plan"
    SUSPENDED = "suspension"
    REACTIVATED = "reactivacion"
    CANCELLED = "cancelacion"
    DISCOUNTED = "descuento"


def note_line(tag: NoteTag, at: datetime, user_id: int | None, *texts: str | None) -> str:
    """Return one entry: ``[tag instant author] text``; blank texts are left out, no author is the system."""
    author = "sistema" if user_id is None else f"usuario {user_id}"
    told = " · ".join(text.strip() for text in texts if text and text.strip())
    instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"[{tag.value} {instant} {author}] {told}".rstrip()


def with_line(notes: str | None, line: str) -> str:
    """Return the notes with one more entry; nothing that stands there is ever lost."""
    return f"{notes}\n{line}" if notes else line
