"""The mails of the slice: Spanish, text and simple HTML, owed through the outbox of the open unit."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from backend.accounts.models.users import User
from backend.infra import mail
from backend.infra.current import settings
from backend.infra.principal import Role, current_actor

ROLE_NAMES = {
    Role.OWNER: "Dueño",
    Role.SELLER: "Vendedor",
    Role.CASHIER: "Cajero",
    Role.COORDINATOR: "Coordinador de eventos",
    Role.SCANNER: "Control de entradas",
}
NOT_YOU = "Si no fuiste vos, cambiá tu contraseña y avisale al administrador."


def verify_address(user: User, token: str) -> None:
    """Owe the link that verifies the address (24 hours)."""
    _send(
        user,
        "Confirmá tu correo",
        ["Para confirmar que este correo es tuyo, abrí este enlace. Vale por 24 horas y una sola vez."],
        link=("Confirmar mi correo", f"{settings().backoffice_url}/verificar-email?token={token}"),
    )


def reset_password(user: User, token: str) -> None:
    """Owe the link that sets a new password (30 minutes)."""
    _send(
        user,
        "Restablecé tu contraseña",
        [
            "Pediste restablecer tu contraseña. Abrí este enlace; vale por 30 minutos y una sola vez.",
            "Si no lo pediste, no hagas nada: tu contraseña sigue siendo la misma.",
        ],
        link=("Elegir una contraseña nueva", f"{settings().backoffice_url}/restablecer?token={token}"),
    )


def password_change_code(user: User, code: str) -> None:
    """Owe the six digits that confirm a password change (10 minutes)."""
    _send(
        user,
        "Tu código para cambiar la contraseña",
        [f"Tu código es {code}. Vale por 10 minutos.", "No se lo digas a nadie: nunca te lo vamos a pedir."],
    )


def password_changed(user: User) -> None:
    """Owe the news that the password is another one."""
    _send(
        user, "Tu contraseña cambió", ["Cambió la contraseña de tu cuenta y se cerraron todas las sesiones."], NOT_YOU
    )


def second_factor_changed(user: User, sentence: str) -> None:
    """Owe the news that the second factor changed in this way."""
    _send(user, "Cambió tu verificación en dos pasos", [sentence], NOT_YOU)


def became_owner(user: User, company_name: str) -> None:
    """Owe the news that a company is theirs now."""
    _send(
        user,
        f"Ahora administrás {company_name}",
        [f"Desde ahora sos titular de {company_name} en Mostrador. Iniciá sesión para administrarla."],
        link=("Iniciar sesión", f"{settings().backoffice_url}/ingresar"),
    )


def identity_linked(user: User) -> None:
    """Owe the news that an identity of the outside provider now opens this account."""
    _send(
        user,
        "Vinculamos otra forma de ingresar a tu cuenta",
        ["Alguien que ingresó con este correo en el proveedor de identidad quedó vinculado con tu cuenta."],
        NOT_YOU,
    )


def session_ended_for_safety(user: User) -> None:
    """Owe the news that a session was closed because its token was used twice."""
    _send(
        user,
        "Cerramos una de tus sesiones",
        [
            "Una credencial de sesión de tu cuenta se usó dos veces: puede ser una copia hecha por otra persona.",
            "Cerramos esa sesión. Iniciá sesión de nuevo y revisá tus sesiones abiertas.",
        ],
        NOT_YOU,
    )


def invited(email: str, company_name: str, role: Role, code: str) -> None:
    """Owe an address, with or without an account, the code with which it joins a company (7 days)."""
    query = urlencode({"codigo": code, "correo": email})
    _write(
        email,
        "Hola:",
        f"Te invitaron a {company_name}",
        [
            f"{company_name} te invita a sumarte con el rol «{ROLE_NAMES[role]}».",
            f"Tu código de invitación es {code}. Vale por 7 días, una sola vez y sólo para este correo.",
            "Abrí el enlace para aceptarla: si no tenés cuenta, la creás ahí; si ya tenés una, ingresás con ella.",
        ],
        link=("Aceptar la invitación", f"{settings().backoffice_url}/invitacion?{query}"),
    )


def _send(user: User, subject: str, sentences: list[str], *closing: str, link: tuple[str, str] | None = None) -> None:
    _write(user.email, f"Hola, {user.name}:", subject, sentences, *closing, link=link)


def _write(
    address: str,
    greeting: str,
    subject: str,
    sentences: list[str],
    *closing: str,
    link: tuple[str, str] | None = None,
) -> None:
    origin = current_actor().address
    notes = [*closing, *([f"Pedido hecho desde la dirección {origin}."] if origin and closing else [])]
    lines = [greeting, *sentences, *([link[1]] if link else []), *notes, settings().sender_name]
    paragraphs = [escape(greeting), *(escape(sentence) for sentence in sentences)]
    if link:
        paragraphs.append(f'<a href="{escape(link[1])}">{escape(link[0])}</a>')
    paragraphs += [escape(note) for note in [*notes, settings().sender_name]]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    mail.send(address, subject, "\n\n".join(lines) + "\n", f'<!doctype html><html lang="es"><body>{body}</body></html>')
