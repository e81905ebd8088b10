"""Mails to owners about the time of their subscription (contract 20-billing §9, step 4): each kind once per row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from backend.accounts.service.members import Owner, owners_of
from backend.billing.domain.due import DueRow
from backend.billing.domain.states import SubscriptionState
from backend.billing.models.subscriptions import Subscription
from backend.billing.repository.dues import DueRepository
from backend.infra import mail
from backend.infra.current import settings

ENDED, RENEWED = "ended", "renewed"
REMINDERS = {7: "ends_in_7", 1: "ends_in_1"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to write to the owners of a company about one row."""

    company_id: int
    row_id: int
    kind: str
    subject: str
    sentence: str


def send_once(repository: DueRepository, notices: Sequence[Notice]) -> None:
    """Owe the mails of those notices that were not sent before; joins the open unit, the companies are locked."""
    if not notices:
        return
    known = repository.known_notices([one.row_id for one in notices], [*{one.kind for one in notices}])
    fresh = [one for one in notices if (one.row_id, one.kind) not in known]
    repository.insert_notices([(one.company_id, one.row_id, one.kind) for one in fresh])
    owners = owners_of({one.company_id for one in fresh}) if fresh else {}
    for one in fresh:
        for owner in owners.get(one.company_id, ()):
            _send(owner, one)


def reminder(row: DueRow, days: int, *, has_successor: bool) -> Notice:
    """Return the notice that a row ends soon, and what happens then."""
    end = spoken(row.end_date)
    if has_successor:
        then = "La renovación ya está programada: no tenés que hacer nada."
    elif row.is_renewed_by_clock:
        then = "Se renueva automáticamente al terminar ese día."
    elif row.is_offered_online:
        then = "Para que siga, pagá la renovación desde tu cuenta."
    else:
        then = "Si querés seguir usando el servicio, renovala desde tu cuenta."
    subject = f"Tu suscripción vence el {end}"
    return Notice(row.company_id, row.id, REMINDERS[days], subject, f"Tu suscripción vence el {end}. {then}")


def ended(row: DueRow) -> Notice:
    """Return the notice that a row is over."""
    sentence = f"Tu suscripción venció el {spoken(row.end_date)}. Podés renovarla desde tu cuenta."
    return Notice(row.company_id, row.id, ENDED, "Tu suscripción venció", sentence)


def renewed(company_id: int, row_id: int, start: date, end: date) -> Notice:
    """Return the notice that a row continues another."""
    sentence = f"Tu suscripción se renovó: vale desde el {spoken(start)} hasta el {spoken(end)} inclusive."
    return Notice(company_id, row_id, RENEWED, "Tu suscripción se renovó", sentence)


def spoken(day: date) -> str:
    """Write a date as people read it."""
    return f"{day.day}/{day.month}/{day.year}"


def _send(owner: Owner, notice: Notice) -> None:
    lines = [f"Hola, {owner.name}:", notice.sentence, settings().backoffice_url, settings().sender_name]
    mail.send(owner.email, notice.subject, "\n\n".join(lines) + "\n", _html(lines))


def _html(lines: Iterable[str]) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<!doctype html><html lang="es"><body>{body}</body></html>'


def paid(row: Subscription) -> Notice:
    """Return the notice that a payment arrived and what it bought."""
    until = f"desde el {spoken(row.start_date)} hasta el {spoken(row.end_date)} inclusive"
    is_active = row.state == SubscriptionState.ACTIVE
    told = f"Tu suscripción está activa {until}." if is_active else f"Tu renovación quedó programada: vale {until}."
    return Notice(row.company_id, row.id, "paid", "Recibimos tu pago", f"Recibimos tu pago. {told}")


def payment_returned(row: Subscription) -> Notice:
    """Return the notice that a payment came when nothing could be bought with it any more."""
    sentence = (
        "Llegó un pago de una suscripción que ya no se podía activar. No se activó nada: "
        "Mercado Pago te devuelve el dinero. Si todavía la necesitás, empezá de nuevo desde tu cuenta."
    )
    return Notice(row.company_id, row.id, "payment_returned", "Te devolvemos un pago", sentence)


def payment_reverted(row: Subscription) -> Notice:
    """Return the notice that a payment went back and what that ended."""
    what = "Suspendimos tu suscripción" if row.state == SubscriptionState.SUSPENDED else "Cancelamos tu renovación"
    sentence = f"{what} porque el pago se devolvió o se desconoció. Escribinos para regularizarla."
    return Notice(row.company_id, row.id, "payment_reverted", what, sentence)


def renewal_link(row: Subscription, payment_url: str) -> Notice:
    """Return the notice that a renewal waits for its payment, with the page where it is paid."""
    start = spoken(row.start_date)
    sentence = (
        f"Tu suscripción vence el {start}. Para que siga sin cortes, pagá la renovación de "
        f"{row.to_collect} {row.currency} antes de que termine ese día: {payment_url}"
    )
    return Notice(row.company_id, row.id, "renewal_link", f"Renová tu suscripción antes del {start}", sentence)
