"""Lists as CSV, streamed: opened by spreadsheets as they are, without running what a cell says."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from flask import Response, request, stream_with_context

MIME_TYPE = "text/csv"
# A spreadsheet takes a cell that begins so as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# Tells Excel that the file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
CHUNK = 16 * 1024


def wants_csv() -> bool:
    """Tell whether this request prefers CSV to JSON."""
    best = request.accept_mimetypes.best_match(["application/json", MIME_TYPE])
    return best == MIME_TYPE


def csv_answer(file_name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Return an answer that streams header and rows as a download; rows are drawn while the client reads."""
    response = Response(stream_with_context(csv_chunks(header, rows)), mimetype=MIME_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.vary.add("Accept")
    return response


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the file in pieces of about 16 KiB."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(header)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def safe_cell(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: a quote in front, as people write it too."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
