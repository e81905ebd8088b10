"""What can go wrong with an identity (contract 10-identity §3 to §5)."""

from __future__ import annotations

from backend.kernel.errors import Conflict, DependencyDown, Forbidden, NotAuthenticated, NotFound, RateLimited


class InvalidToken(NotAuthenticated):
    """Bad, foreign, used or wrong-kind token."""

    code = "invalid_token"
    message = "La sesión o el enlace no es válido."


class TokenExpired(NotAuthenticated):
    """Past its life."""

    code = "token_expired"
    message = "Venció. Iniciá sesión o pedí uno nuevo."


class TokenRevoked(NotAuthenticated):
    """The session was ended, or the account deactivated."""

    code = "token_revoked"
    message = "La sesión fue cerrada. Iniciá sesión de nuevo."


class TokenReused(NotAuthenticated):
    """A refresh token came twice: its whole family is revoked."""

    code = "token_reused"
    message = "La sesión se cerró por seguridad. Iniciá sesión de nuevo."
    keeps_changes = True


class InvalidCredentials(NotAuthenticated):
    """Whatever was wrong, said in one sentence."""

    code = "invalid_credentials"
    message = "El correo o la contraseña no son correctos."
    keeps_changes = True


class InvalidPassword(NotAuthenticated):
    """The password of the logged-in person is another one."""

    code = "invalid_password"
    message = "La contraseña no es correcta."
    keeps_changes = True


class InvalidOtp(NotAuthenticated):
    """Wrong, late or already used TOTP code."""

    code = "invalid_otp"
    message = "El código no es correcto o ya se usó."
    keeps_changes = True


class InvalidBackupCode(NotAuthenticated):
    """Wrong or already used backup code."""

    code = "invalid_backup_code"
    message = "El código de respaldo no es correcto o ya se usó."
    keeps_changes = True


class InvalidCode(NotAuthenticated):
    """Wrong, late or missing mailed code."""

    code = "invalid_code"
    message = "El código no es correcto o ya venció."
    keeps_changes = True


class OtpRequired(NotAuthenticated):
    """The account has a second factor and no code was sent."""

    code = "otp_required"
    message = "Falta el código de verificación en dos pasos."


class AccountLinkRequired(NotAuthenticated):
    """An identity from outside names an address that it may not take over: an operator has to link it."""

    code = "account_link_required"
    message = "Ya existe una cuenta con ese correo. Pedile a un administrador que la vincule."


class ReauthenticationRequired(NotAuthenticated):
    """The login is too old for this."""

    code = "reauthentication_required"
    message = "Confirmá tu contraseña para continuar."


class MissingApiKey(NotAuthenticated):
    """A machine route was called without ``X-API-Key``."""

    code = "missing_api_key"
    message = "Falta la clave de API (X-API-Key)."


class InvalidApiKey(NotAuthenticated):
    """Unknown, revoked, expired or inactive key."""

    code = "invalid_api_key"
    message = "La clave de API no es válida."


class MissingCompanyId(NotAuthenticated):
    """A key of the environment did not say for which company."""

    code = "missing_empresa_id"
    message = "Falta la empresa (X-Empresa-Id)."


class UnusableApiKey(Forbidden):
    """The same as InvalidApiKey, on the routes whose older clients know it as 403."""

    code = InvalidApiKey.code
    message = InvalidApiKey.message


class InsufficientScope(Forbidden):
    """The key is good, for something else."""

    code = "insufficient_scope"
    message = "La clave de API no tiene permiso para esto."


class CompanyMismatch(Forbidden):
    """A company's key came with the id of another company."""

    code = "empresa_mismatch"
    message = "La clave de API es de otra empresa."


class AccountPending(Forbidden):
    """The registration was never confirmed."""

    code = "account_pending"
    message = "Falta confirmar el registro de la cuenta."


class AccountInactive(Forbidden):
    """The account was deactivated."""

    code = "account_inactive"
    message = "La cuenta está desactivada."


class CompanyInactive(Forbidden):
    """The company was deactivated, or its owner has not confirmed yet."""

    code = "company_inactive"
    message = "La empresa está desactivada."


class PasswordExpired(Forbidden):
    """A generated password was not replaced in time."""

    code = "password_expired"
    message = "La contraseña temporal venció. Pedí una nueva con «Olvidé mi contraseña»."


class InvitationRequired(Forbidden):
    """Knowing a company's NIT is not enough to join it."""

    code = "invitation_required"
    message = "Para unirte a esa empresa necesitás una invitación."


class InvalidInvitation(Forbidden):
    """Wrong, expired, used, revoked or somebody else's: told apart for nobody."""

    code = "invalid_invitation"
    message = "La invitación no es válida."


class CsrfFailed(Forbidden):
    """A cookie came without the value that only our own pages can read."""

    code = "csrf_failed"
    message = "No se pudo comprobar que el pedido viene de esta página. Recargala."


class AccountLocked(RateLimited):
    """Five wrong guesses in fifteen minutes."""

    code = "account_locked"
    message = "Demasiados intentos fallidos. Esperá unos minutos y probá de nuevo."


class CodeActive(RateLimited):
    """A mailed code is still good."""

    code = "code_active"
    message = "Ya te enviamos un código que sigue vigente."


class EmailTaken(Conflict):
    """There is an account with this address."""

    code = "email_taken"
    message = "Ya existe una cuenta con ese correo."


class OwnAccount(Conflict):
    """Nobody takes their own access away (rule 14)."""

    code = "own_account"
    message = "No podés hacer esto con tu propia cuenta."


class LastAdmin(Conflict):
    """Somebody has to be able to operate the platform (rule 14)."""

    code = "last_admin"
    message = "Tiene que quedar al menos un administrador activo."


class Anonymised(Conflict):
    """The account was anonymised, which is final (rule 15)."""

    code = "anonymised"
    message = "La cuenta fue eliminada y no se puede cambiar."


class LastOwner(Conflict):
    """Somebody has to be able to manage the company (rule 14)."""

    code = "last_owner"
    message = "Tiene que quedar al menos un dueño activo en la empresa."


class DeactivatedByAdmin(Forbidden):
    """What an administrator of the platform closed no owner opens (refusal 20)."""

    code = "deactivated_by_admin"
    message = "Esta cuenta la desactivó un administrador de la plataforma; sólo él puede reactivarla."


class AlreadyMember(Conflict):
    """The address belongs to somebody of the company."""

    code = "already_member"
    message = "Esa persona ya pertenece a la empresa."


class AlreadyInCompany(Conflict):
    """The account belongs to a company."""

    code = "already_in_company"
    message = "Esa cuenta ya pertenece a una empresa."


class IsAdmin(Conflict):
    """An operator of the platform owns no company."""

    code = "is_admin"
    message = "Esa cuenta es de un administrador de la plataforma."


class InvitationUsed(Conflict):
    """The invitation did what it was for; the person is changed instead."""

    code = "already_used"
    message = "Esa invitación ya se usó."


class CompanyClosed(Conflict):
    """Nobody joins a company that is deactivated."""

    code = "empresa_inactive"
    message = "La empresa está desactivada."


class KeyRevoked(Conflict):
    """The key was revoked, which is final."""

    code = "key_revoked"
    message = "La clave fue revocada para siempre. Creá una nueva."


class TooManyKeys(Conflict):
    """The company has as many active keys as it may."""

    code = "too_many_keys"
    message = "La empresa ya tiene 50 claves activas. Revocá una que no uses."


class AlreadyActive(Conflict):
    """The account became active by another way meanwhile."""

    code = "already_active"
    message = "La cuenta ya está activa."


class OtpAlreadyEnabled(Conflict):
    """The second factor is on; replacing it has to be asked for."""

    code = "otp_already_enabled"
    message = "La verificación en dos pasos ya está activada."


class OtpNotEnabled(Conflict):
    """The account has no second factor."""

    code = "otp_not_enabled"
    message = "La verificación en dos pasos no está activada."


class OtpSetupRequired(Conflict):
    """There is no secret waiting for its first code."""

    code = "otp_setup_required"
    message = "Primero generá el código QR de la verificación en dos pasos."


class OtpEnabled(Conflict):
    """With a second factor no code is mailed."""

    code = "otp_enabled"
    message = "Con la verificación en dos pasos activada se usa el código de la aplicación."


class NoActiveCode(NotFound):
    """No mailed code is alive."""

    code = "no_active_code"
    message = "No hay un código vigente. Pedí uno nuevo."


class NoKeyConfigured(DependencyDown):
    """No key that exists, of the environment or of a company, could open this route."""

    code = "server_config_error"
    message = "Esta instalación no tiene claves de API para este servicio."


class IdentityProviderUnavailable(DependencyDown):
    """The keys that the provider of identities signs with cannot be had."""

    code = "identity_provider_unavailable"
    message = "El proveedor de identidad no está disponible en este momento. Probá de nuevo en unos minutos."


class MailUnavailable(DependencyDown):
    """This installation cannot send mail."""

    code = "mail_unavailable"
    message = "Esta instalación no puede enviar correos."
