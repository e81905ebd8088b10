"""Steps that the tests of the slice share."""

from __future__ import annotations

import re

import pyotp

from backend.accounts.models.users import BackupCode, User
from backend.accounts.service.second_factor import new_backup_set
from backend.infra.db import session
from backend.infra.unit_of_work import reading, transactional
from backend.kernel import clock
from tests.factories.users import PASSWORD

NEW_PASSWORD = "Otra.Clave-2027"
WRONG = "Equivocada.1"


def log_in(client, email, password=PASSWORD, *, headers=None, **codes):
    return client.post("/auth/login", json={"email": email, "password": password, **codes}, headers=headers)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def code_of(secret, *, steps=0):
    """The TOTP code of now, or of so many steps away."""
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def wrong_code_of(secret):
    """Six digits that are none of the codes accepted now."""
    near = {code_of(secret, steps=steps) for steps in range(-2, 3)}
    return next(text for text in ("000000", "111111", "222222", "333333", "444444", "555555") if text not in near)


@transactional
def change(row, **columns):
    """Change columns of a row that a fixture made."""
    merged = session().get_one(type(row), row.id)
    for name, value in columns.items():
        setattr(merged, name, value)


@transactional
def give_second_factor(user):
    """Turn the second factor on; return its secret and five backup codes."""
    secret, backup = pyotp.random_base32(32), new_backup_set()
    merged = session().get_one(User, user.id)
    merged.otp_secret, merged.otp_enabled = secret, True
    for text in backup.hashes:
        session().add(BackupCode(user_id=user.id, salt=backup.salt, hash=text))
    return secret, backup.codes


@reading
def fresh(user):
    """The user as the database has it now."""
    return session().get(User, user.id)


@reading
def find_user(email):
    return session().query(User).filter_by(email=email).one_or_none()


def link_token(mails, path):
    """The token of the newest mailed link to this page."""
    return [match[1] for mail in mails if (match := re.search(rf"{path}\?token=([\w-]+)", mail.text))][-1]


def mailed_code(mails):
    return re.search(r"\b(\d{6})\b", mails[-1].text)[1]


def said(response):
    """Status and code of an error."""
    return response.status_code, response.get_json()["code"]
