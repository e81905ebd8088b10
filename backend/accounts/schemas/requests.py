"""What the identity routes take (contract 10-identity §3 to §5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates, validates_schema

from backend.accounts.domain.addresses import MAX_LENGTH as EMAIL_LENGTH
from backend.accounts.domain.addresses import normal_email
from backend.infra.fields import TextField
from backend.infra.schema import RequestSchema
from backend.kernel import clock

EARLIEST_BIRTH = date(1900, 1, 1)
MAX_PASSWORD = 1024
MAX_TOKEN = 4096
TAX_ID = validate.Regexp(r"[A-Za-z0-9._-]{1,50}\Z", error="Sólo letras, números, punto, guion y guion bajo.")


class EmailField(TextField):
    """An address, normalised; only ASCII, as every mail server takes it."""

    def __init__(self, **kwargs: Any) -> None:
        """Bound its length as the column does."""
        super().__init__(EMAIL_LENGTH, metadata={"format": "email"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None:
            return None
        if not text.isascii():
            raise ValidationError("No es un correo válido.")
        validate.Email()(text)
        return normal_email(text)


class CodeField(TextField):
    """A code that is typed in, of an exact form."""

    def __init__(self, pattern: str, sentence: str, **kwargs: Any) -> None:
        """Keep the form, which holds after trimming."""
        self._form = validate.Regexp(pattern, error=sentence)
        super().__init__(20, metadata={"pattern": f"^{pattern.removesuffix(chr(92) + 'Z')}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        return text if text is None else self._form(text)


def _password(**kwargs: Any) -> fields.String:
    # Never trimmed; the bound only keeps a login from hashing a megabyte.
    return fields.String(validate=validate.Length(max=MAX_PASSWORD), load_only=True, **kwargs)


def _digits(**kwargs: Any) -> CodeField:
    return CodeField(r"[0-9]{6}\Z", "Son 6 números.", **kwargs)


def _backup_code() -> CodeField:
    return CodeField(r"[0-9A-Fa-f]{8}\Z", "Son 8 caracteres: números y letras de la a a la f.", **OPTIONAL)


OPTIONAL: dict[str, Any] = {"allow_none": True, "load_default": None}


class TokenFormSchema(RequestSchema):
    """``POST /token``: an OAuth2 password form; everything but the three credentials is ignored."""

    username = TextField(254, required=True)
    password = _password(required=True)
    otp_code = _digits(**OPTIONAL)
    grant_type = fields.String()
    scope = fields.String()
    client_id = fields.String()
    client_secret = fields.String()


class LoginSchema(RequestSchema):
    """``POST /auth/login``."""

    email = EmailField(required=True)
    password = _password(required=True)
    otp_code = _digits(**OPTIONAL)
    backup_code = _backup_code()

    @validates_schema
    def _refuse_both_codes(self, given: dict[str, Any], **_kwargs: Any) -> None:
        if given.get("otp_code") and given.get("backup_code"):
            raise ValidationError("Enviá un solo código.", "backup_code")


class LoginOtpSchema(RequestSchema):
    """``POST /auth/login/otp``."""

    challenge_token = TextField(MAX_TOKEN, required=True)
    otp_code = _digits(**OPTIONAL)
    backup_code = _backup_code()

    @validates_schema
    def _want_one_code(self, given: dict[str, Any], **_kwargs: Any) -> None:
        if (given.get("otp_code") is None) == (given.get("backup_code") is None):
            raise ValidationError("Enviá un código: el de la aplicación o uno de respaldo.", "otp_code")


class LogoutSchema(RequestSchema):
    """``POST /auth/logout``."""

    everywhere = fields.Boolean(data_key="todas", allow_none=True, load_default=False)


class EmailSchema(RequestSchema):
    """An address and nothing else."""

    email = EmailField(required=True)


class TokenSchema(RequestSchema):
    """A mailed token and nothing else."""

    token = TextField(MAX_TOKEN, required=True)


class PasswordResetSchema(TokenSchema):
    """``POST /auth/password/reset``."""

    new_password = _password(required=True)


class RegistrationSchema(RequestSchema):
    """``POST /auth/registro``; a role, a state or a numeric company id is an unknown or wrong field."""

    name = TextField(120, data_key="nombre", required=True)
    email = EmailField(required=True)
    password = _password(required=True)
    tax_id = TextField(50, data_key="empresa_id", validate=lambda text: text is None or TAX_ID(text), **OPTIONAL)
    company_name = TextField(150, data_key="empresa_nombre", **OPTIONAL)
    invitation_code = TextField(64, data_key="codigo_invitacion", **OPTIONAL)
    otp_method = fields.String(validate=validate.OneOf(("totp", "none")), load_default="totp")


class ConfirmationSchema(RequestSchema):
    """``POST /auth/registro/confirmar-otp``."""

    activation_token = TextField(MAX_TOKEN, required=True)
    otp_code = _digits(required=True)


class OtpSetupSchema(RequestSchema):
    """``POST /auth/otp/setup``."""

    regenerate = fields.Boolean(allow_none=True, load_default=False)
    password = _password(allow_none=True, load_default=None)


class OtpCodeSchema(RequestSchema):
    """A TOTP code and nothing else."""

    otp_code = _digits(required=True)


class PasswordSchema(RequestSchema):
    """The present password and nothing else."""

    password = _password(required=True)


class PasswordChangeSchema(RequestSchema):
    """``POST /account/password``."""

    new_password = _password(required=True)
    otp_code = _digits(**OPTIONAL)
    verification_code = _digits(**OPTIONAL)


class VerificationCodeSchema(RequestSchema):
    """``POST /account/password/verify-code``."""

    verification_code = _digits(required=True)


class ProfileChangeSchema(RequestSchema):
    """``PUT /account/profile``: at least one field; null clears, but not the name."""

    name = TextField(120, data_key="nombre")
    phone = TextField(30, data_key="telefono", allow_none=True)
    address = TextField(255, data_key="direccion", allow_none=True)
    city = TextField(120, data_key="ciudad", allow_none=True)
    country = TextField(120, data_key="pais", allow_none=True)
    birth_date = fields.Date(data_key="fecha_nacimiento", allow_none=True)

    @validates("birth_date")
    def _refuse_impossible_birth(self, value: date | None, **_kwargs: Any) -> None:
        if value is not None and not EARLIEST_BIRTH <= value <= clock.now().date():
            raise ValidationError("La fecha tiene que estar entre 1900 y hoy.")

    @validates_schema
    def _want_something(self, given: dict[str, Any], **_kwargs: Any) -> None:
        if not given:
            raise ValidationError("Enviá al menos un dato.")
