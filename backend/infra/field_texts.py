"""marshmallow's sentences in Spanish: they reach people in ``errors``."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

FIELD_TEXTS: dict[type[fields.Field[Any]], dict[str, str]] = {
    fields.Field: {
        "required": "Falta este dato.",
        "null": "No puede quedar vacío.",
        "validator_failed": "El valor no es válido.",
    },
    fields.String: {"invalid": "Tiene que ser un texto.", "invalid_utf8": "El texto no es UTF-8 válido."},
    fields.Number: {"invalid": "Tiene que ser un número.", "too_large": "El número es demasiado grande."},
    fields.Integer: {"invalid": "Tiene que ser un número entero."},
    fields.Float: {"special": "Tiene que ser un número finito."},
    fields.Boolean: {"invalid": "Tiene que ser verdadero o falso."},
    fields.Date: {"invalid": "Tiene que ser una fecha AAAA-MM-DD."},
    fields.List: {"invalid": "Tiene que ser una lista."},
    fields.Mapping: {"invalid": "Tiene que ser un objeto."},
    fields.Nested: {"type": "Tiene que ser un objeto."},
    fields.UUID: {"invalid_uuid": "Tiene que ser un identificador UUID."},
    fields.Email: {"invalid": "No es un correo válido."},
    fields.Url: {"invalid": "No es una dirección web válida."},
    fields.Enum: {"unknown": "Tiene que ser uno de: {choices}."},
}
UNKNOWN_FIELD = "Este campo no existe."


def speak_spanish() -> None:
    """Replace the sentences of marshmallow's fields and validators for the whole process; safe to repeat."""
    for kind, texts in FIELD_TEXTS.items():
        kind.default_error_messages = {**kind.default_error_messages, **texts}
    validate.Email.default_message = "No es un correo válido."
    validate.URL.default_message = "No es una dirección web válida."
    validate.OneOf.default_message = "Tiene que ser uno de: {choices}."
    validate.Regexp.default_message = "No tiene el formato esperado."
    validate.Length.message_min = "Tiene menos de {min} caracteres o elementos."
    validate.Length.message_max = "Tiene más de {max} caracteres o elementos."
    validate.Length.message_all = "Tiene que tener entre {min} y {max} caracteres o elementos."
    validate.Length.message_equal = "Tiene que tener {equal} caracteres o elementos."
    validate.Range.message_min = "Tiene que ser {min_op} {{min}}."
    validate.Range.message_max = "Tiene que ser {max_op} {{max}}."
    validate.Range.message_all = "Tiene que ser {min_op} {{min}} y {max_op} {{max}}."
    validate.Range.message_gte = "mayor o igual que"
    validate.Range.message_gt = "mayor que"
    validate.Range.message_lte = "menor o igual que"
    validate.Range.message_lt = "menor que"
