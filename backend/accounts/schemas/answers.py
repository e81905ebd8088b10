"""What the identity routes answer (contract 10-identity §1 to §5)."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_dump

from backend.accounts.domain.password_policy import Rule
from backend.companies.schemas import CompanyBriefSchema, CompanySchema
from backend.infra.fields import InstantField
from backend.infra.principal import Role
from backend.infra.schema import AnswerSchema

RULE_CODES = {
    "length": "longitud",
    "upper": "mayuscula",
    "lower": "minuscula",
    "digit": "numero",
    "special": "especial",
}


def _code_of(rule: Rule) -> str:
    return RULE_CODES[rule.name]


class UserSchema(AnswerSchema):
    """``usuario``: this and nothing else of it anywhere."""

    id = fields.Integer()
    name = fields.String(data_key="nombre")
    email = fields.String()
    role = fields.Enum(Role, by_value=True, data_key="rol")
    company_id = fields.Integer(data_key="empresa_id", allow_none=True)
    is_active = fields.Boolean()
    otp_enabled = fields.Boolean()
    email_verified = fields.Boolean(data_key="email_verificado")
    has_temporary_password = fields.Boolean(data_key="password_temporal")
    phone = fields.String(data_key="telefono", allow_none=True)
    address = fields.String(data_key="direccion", allow_none=True)
    city = fields.String(data_key="ciudad", allow_none=True)
    country = fields.String(data_key="pais", allow_none=True)
    birth_date = fields.Date(data_key="fecha_nacimiento", allow_none=True)
    created_at = InstantField(data_key="creado_en")


class SignedInSchema(AnswerSchema):
    """``T``: an open session."""

    access_token = fields.String()
    refresh_token = fields.String(allow_none=True, metadata={"description": "null in cookie mode"})
    token_type = fields.Constant("Bearer")
    expires_in = fields.Integer(metadata={"description": "seconds"})
    user = fields.Nested(UserSchema, data_key="usuario")


class OAuthTokenSchema(AnswerSchema):
    """The answer of ``POST /token``."""

    access_token = fields.String()
    token_type = fields.Constant("bearer")


class ChallengeSchema(AnswerSchema):
    """A second factor has to follow."""

    requires_otp = fields.Constant(constant=True)
    token = fields.String(data_key="challenge_token")
    otp_methods = fields.Constant(["totp", "backup_code"])


class LiveSessionSchema(AnswerSchema):
    """One of the own sessions."""

    id = fields.Integer(attribute="session.id")
    created_at = InstantField(attribute="session.created_at", data_key="creado_en")
    last_used_at = InstantField(attribute="session.last_used_at", data_key="ultimo_uso")
    expires_at = InstantField(attribute="session.expires_at", data_key="expira_en")
    address = fields.String(attribute="session.address", data_key="ip")
    agent = fields.String(attribute="session.agent", data_key="agente")
    is_current = fields.Boolean(data_key="actual")


class SessionsSchema(AnswerSchema):
    """``GET /auth/sessions``."""

    sessions = fields.List(fields.Nested(LiveSessionSchema), data_key="sesiones")


class MessageSchema(AnswerSchema):
    """A sentence for the person."""

    message = fields.String()


class RuleSchema(AnswerSchema):
    """One rule of the password policy."""

    code = fields.Function(_code_of, data_key="codigo", metadata={"type": "string"})
    pattern = fields.String(data_key="patron")
    text = fields.String(data_key="texto")


class PasswordPolicySchema(AnswerSchema):
    """``GET /public/politica-password``."""

    min_length = fields.Integer()
    max_length = fields.Integer()
    rules = fields.List(fields.Nested(RuleSchema), data_key="reglas")


class OtpSecretSchema(AnswerSchema):
    """A secret to scan."""

    secret = fields.String()
    uri = fields.String(data_key="provisioning_uri")


class RegistrationOtpSchema(OtpSecretSchema):
    """What confirms a registration; shown once."""

    method = fields.Constant("totp")
    backup_codes = fields.List(fields.String())
    activation_token = fields.String()


class RegisteredSchema(MessageSchema):
    """``POST /auth/registro``."""

    user = fields.Nested(UserSchema, data_key="usuario")
    company = fields.Nested(CompanyBriefSchema, data_key="empresa", allow_none=True)
    setup = fields.Nested(RegistrationOtpSchema, data_key="otp_setup")


class BackupCodesSchema(MessageSchema):
    """Five fresh backup codes; shown once."""

    backup_codes = fields.List(fields.String())


class ActivatedSchema(BackupCodesSchema):
    """``POST /auth/otp/activate``."""

    note = fields.String()


class UserWithCompanySchema(UserSchema):
    """``usuario`` with its company."""

    company = fields.Nested(CompanySchema, data_key="empresa", allow_none=True)


class ProfileSchema(AnswerSchema):
    """``GET /account/profile``: user and company arrive side by side and leave one inside the other."""

    user = fields.Nested(UserWithCompanySchema, data_key="usuario")

    @post_dump(pass_original=True)
    def _nest_company(self, answer: dict[str, Any], given: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        answer["usuario"]["empresa"] = CompanySchema().dump(given["company"]) if given["company"] else None
        return answer


class ProfileChangedSchema(MessageSchema):
    """``PUT /account/profile``."""

    user = fields.Nested(UserSchema, data_key="usuario")


class CodeSentSchema(MessageSchema):
    """``POST /account/password/request-code``."""

    email = fields.String()
    expires_in_minutes = fields.Integer()


class CodeVerifiedSchema(MessageSchema):
    """``POST /account/password/verify-code``."""

    remaining_seconds = fields.Integer()
