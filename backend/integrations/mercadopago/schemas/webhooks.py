"""Wire words of the notification routes."""

from __future__ import annotations

from marshmallow import fields, validate

from backend.infra.schema import AnswerSchema


class AcknowledgementSchema(AnswerSchema):
    """``{"status": "ok"}``, or ``ignored`` for a repetition."""

    status = fields.String(validate=validate.OneOf(["ok", "ignored"]))
