"""Sealing stored secrets again with the newest key."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from backend.accounts.models.users import User
from backend.infra import outbox
from backend.infra.crypto import CannotDecrypt, init_crypto
from backend.infra.db import db, session
from backend.infra.key_rotation import encrypted_columns, rotate_keys
from backend.infra.unit_of_work import reading, run_unit
from tests.factories.users import make_user

OLD, NEW = "old-key-of-thirty-two-bytes-or-more", "new-key-of-thirty-two-bytes-or-more"


@pytest.fixture
def keys(app, settings):
    """Set the keys of the process; the ones of the settings come back afterwards."""
    yield init_crypto
    init_crypto(settings.encryption_key)


@reading
def secrets():
    return [user.otp_secret for user in session().query(User).order_by(User.id)]


def sealed():
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT otp_secret FROM app_user ORDER BY id")).scalars())


def test_rotated_rows_need_the_old_key_no_longer(keys):
    keys(OLD)
    for number in range(5):
        make_user(otp_secret=f"SECRET{number}")
    run_unit(lambda: outbox.put("test", {"to": "x"}))
    before = sealed()
    keys(f"{NEW},{OLD}")
    counts = rotate_keys(batch=2)
    assert (counts["app_user.otp_secret"], counts["outbox_message.payload"]) == (5, 1)
    keys(NEW)
    assert secrets() == [f"SECRET{number}" for number in range(5)]
    assert not set(before) & set(sealed())


def test_rows_without_a_secret_are_left_alone(keys):
    keys(OLD)
    make_user()
    keys(f"{NEW},{OLD}")
    assert rotate_keys()["app_user.otp_secret"] == 0


def test_rotation_without_the_key_of_a_row_says_so(keys):
    keys(OLD)
    make_user(otp_secret="SECRET")
    keys(NEW)
    with pytest.raises(CannotDecrypt):
        rotate_keys()


def test_every_encrypted_column_is_known():
    assert {"app_user.otp_secret", "app_user.otp_secret_pending", "outbox_message.payload"} <= {
        f"{table.name}.{column.name}" for table, column in encrypted_columns()
    }
