"""Lists that are bare arrays: ``limit`` and ``offset`` come in, ``X-Total-Count`` goes out (00-conventions, Values)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from flask_smorest import Blueprint
from marshmallow import fields, validate

from backend.infra.schema import AnswerSchema, RequestSchema
from backend.kernel.pagination import MAX_PER_PAGE, Stretch, Window

View = TypeVar("View", bound=Callable[..., Any])
TOTAL_HEADER = "X-Total-Count"
HEADERS = {TOTAL_HEADER: {"description": "number of all rows that match", "schema": {"type": "integer"}}}
MAX_OFFSET = 2**31 - 1


class WindowSchema(RequestSchema):
    """Which stretch of the list; lists with filters add theirs."""

    limit = fields.Integer(load_default=MAX_PER_PAGE, validate=validate.Range(1, MAX_PER_PAGE))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, MAX_OFFSET))


def window_of(query: Mapping[str, Any]) -> Window:
    """Return the window that a read :class:`WindowSchema` asks for."""
    return Window(query["limit"], query["offset"])


def answers_bare_list(blueprint: Blueprint, schema: type[AnswerSchema]) -> Callable[[View], View]:
    """Answer the :class:`Stretch` that the view returns: its rows as a bare array, the total as a header."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            stretch: Stretch[Any] = view(*args, **kwargs)
            return stretch.items, {TOTAL_HEADER: str(stretch.total)}

        documented: View = blueprint.response(200, schema(many=True), headers=HEADERS)(answer)
        return documented

    return decorate
