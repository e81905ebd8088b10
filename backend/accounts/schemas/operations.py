"""The wire words of what operators see of the installation itself: its periodic jobs."""

from __future__ import annotations

from marshmallow import fields

from backend.infra.fields import InstantField
from backend.infra.schema import AnswerSchema


class JobSchema(AnswerSchema):
    """A periodic job and how it stands."""

    name = fields.String(data_key="nombre")
    every = fields.TimeDelta(precision="seconds", data_key="cada_segundos", metadata={"type": "integer"})
    next_run_at = InstantField(data_key="proxima_ejecucion", allow_none=True)
    last_run_at = InstantField(data_key="ultima_ejecucion", allow_none=True)
    last_seconds = fields.Float(data_key="duracion_segundos", allow_none=True)
    last_error = fields.String(data_key="ultimo_error", allow_none=True)
    runs = fields.Integer(data_key="ejecuciones")
    is_running = fields.Boolean(data_key="en_curso")


class JobsSchema(AnswerSchema):
    """``GET /admin/jobs``."""

    jobs = fields.List(fields.Nested(JobSchema))


class JobRequestedSchema(AnswerSchema):
    """``POST /admin/jobs/{name}/run``."""

    message = fields.String()
    job = fields.Nested(JobSchema)
