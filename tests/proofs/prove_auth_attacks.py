"""Nobody gets in by replaying, guessing, stealing, keeping or smuggling: no attack on a login passes.

Races run with threads on each database that is there: one TOTP code, one backup code, one stage token and one refresh
token shown by many at once, and a hundred guesses made at once. Then come the attacks one after the other: stage
tokens on protected routes, stolen refresh tokens, demoted users, mass assignment. With ``control`` the conditional
UPDATEs become a look followed by a write, that of refresh tokens asks nothing, and the counter of guesses is read
without its lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import patch

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.routing.converters import NumberConverter

from backend.accounts.domain.kinds import StageKind
from backend.accounts.models.sessions import RefreshToken, StageToken
from backend.accounts.models.users import BackupCode, LoginAttempts, User
from backend.accounts.repository import attempts, sessions, stages, users
from backend.accounts.service import stages as stage_service
from backend.accounts.service.second_factor import new_backup_set
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from tests.conftest import run_in_threads
from tests.factories.companies import make_company
from tests.factories.users import PASSWORD, auth_headers, make_user, sign_in
from tests.proofs.databases import apps

HAS_CONTROL = True
ROUNDS = {"small": 2, "full": 20}
RIVALS = {"small": 8, "full": 24}
GUESSERS = {"small": 16, "full": 100}
# Long enough for every rival to look before the first one writes.
BETWEEN_LOOK_AND_WRITE = 0.05
REFUSED = {401, 403, 422, 429}


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack: what was tried, how often it was tried, how often it got through, how often it may."""

    name: str
    tries: int
    passed: int
    allowed: int

    def holds(self) -> bool:
        """Tell whether nothing got through that may not; and, where one may, that it did."""
        return self.passed == self.allowed


# --- the guards, switched off ---------------------------------------------------------------------------------------


def careless(find: Callable[..., object], write: Callable[..., object]) -> Callable[..., bool]:
    """Return a look that is followed, a moment later, by a write that asks no more."""

    def take(*arguments: object) -> bool:
        is_free = run_unit(lambda: find(*arguments)) is not None
        time.sleep(BETWEEN_LOOK_AND_WRITE)
        if is_free:
            session().execute(write(*arguments))
        return is_free

    return take


take_step_carelessly = careless(
    lambda user_id, step, _now: session().scalar(
        select(User.id).where(User.id == user_id, User.otp_last_step.is_(None) | (User.otp_last_step < step))
    ),
    lambda user_id, step, _now: update(User).where(User.id == user_id).values(otp_last_step=step),
)
use_backup_carelessly = careless(
    lambda user_id, code_hash, _now: session().scalar(
        select(BackupCode.id).where(
            BackupCode.user_id == user_id, BackupCode.hash == code_hash, BackupCode.used_at.is_(None)
        )
    ),
    lambda _user_id, code_hash, now: update(BackupCode).where(BackupCode.hash == code_hash).values(used_at=now),
)
use_stage_carelessly = careless(
    lambda stage_id, _now: session().scalar(
        select(StageToken.id).where(StageToken.id == stage_id, StageToken.used_at.is_(None))
    ),
    lambda stage_id, now: update(StageToken).where(StageToken.id == stage_id).values(used_at=now),
)


def use_refresh_unasked(token_hash: str, now: datetime) -> bool:
    """Take a refresh token whether or not it was used: SQLite's writers queue, so there a late look is no hole."""
    session().execute(update(RefreshToken).where(RefreshToken.hash == token_hash).values(used_at=now))
    return True


def find_attempts_unlocked(email_hash: str, *, is_locking: bool = False) -> LoginAttempts | None:
    """Read the counter as if nobody else could."""
    found = session().scalar(select(LoginAttempts).where(LoginAttempts.email_hash == email_hash))
    if is_locking:
        time.sleep(BETWEEN_LOOK_AND_WRITE)
    return found


@contextmanager
def guards(*, off: bool) -> Iterator[None]:
    """Switch the guards of the races off, or leave them on."""
    with ExitStack() as stack:
        if off:
            for module, name, careless_one in (
                (users, "take_otp_step", take_step_carelessly),
                (users, "use_backup_code", use_backup_carelessly),
                (sessions, "use_refresh_token", use_refresh_unasked),
                (stages, "use", use_stage_carelessly),
                (attempts, "find", find_attempts_unlocked),
            ):
                stack.enter_context(patch.object(module, name, careless_one))
        yield


# --- races ----------------------------------------------------------------------------------------------------------


def secured_user() -> tuple[User, str, list[str]]:
    """Make a user with a second factor; return it, the secret and the backup codes."""
    secret, backup = pyotp.random_base32(32), new_backup_set()
    user = make_user(otp_enabled=True, otp_secret=secret)
    run_unit(lambda: users.replace_backup_codes(user.id, backup.salt, backup.hashes))
    return user, secret, backup.codes


def together(app: Flask, rivals: int, call: Callable[[FlaskClient], int]) -> int:
    """Let so many do the same at once; return how many got through. A database that gives up lets nobody through."""

    def rival(_number: int) -> int:
        with app.app_context():
            return call(app.test_client())

    answers = run_in_threads(rivals, rival)
    unexpected = [answer for answer in answers if answer not in REFUSED | {200, 503}]
    if unexpected:
        raise AssertionError(f"unexpected answers: {unexpected[:3]}")
    return sum(answer == 200 for answer in answers)


def login_body(user: User, **codes: str) -> dict[str, str]:
    """Return the body of a login."""
    return {"email": user.email, "password": PASSWORD, **codes}


def race_totp(app: Flask, rivals: int) -> int:
    """Show one TOTP code many times at once."""
    user, secret, _ = secured_user()
    body = login_body(user, otp_code=pyotp.TOTP(secret).at(clock.now()))
    return together(app, rivals, lambda client: client.post("/auth/login", json=body).status_code)


def race_backup_code(app: Flask, rivals: int) -> int:
    """Show one backup code many times at once."""
    user, _, codes = secured_user()
    body = login_body(user, backup_code=codes[0])
    return together(app, rivals, lambda client: client.post("/auth/login", json=body).status_code)


def race_reset(app: Flask, rivals: int) -> int:
    """Use one reset token many times at once."""
    user = make_user()
    token = run_unit(lambda: stage_service.issue_mailed(StageKind.PASSWORD_RESET, user))
    body = {"token": token, "new_password": "Otra.Clave-2027"}
    return together(app, rivals, lambda client: client.post("/auth/password/reset", json=body).status_code)


def race_refresh(app: Flask, rivals: int) -> int:
    """Use one refresh token many times at once."""
    headers = {"Authorization": f"Bearer {sign_in(make_user()).refresh_token}"}
    return together(app, rivals, lambda client: client.post("/auth/refresh", headers=headers).status_code)


def races(app: Flask, size: str) -> Iterator[Attack]:
    """Run every race as often as the size says; one rival of each may get through."""
    rounds, rivals = ROUNDS[size], RIVALS[size]
    for name, race in {
        "one TOTP code at many logins": race_totp,
        "one backup code at many logins": race_backup_code,
        "one reset token at many resets": race_reset,
        "one refresh token at many refreshes": race_refresh,
    }.items():
        passed = [race(app, rivals) for _ in range(rounds)]
        if min(passed) == 0:
            raise AssertionError(f"{name}: nobody won a round, so nothing was shown")
        yield Attack(f"{name}: second winners", rounds * rivals, sum(passed) - rounds, 0)
    yield guess_at_once(app, GUESSERS[size])


def guess_at_once(app: Flask, guessers: int) -> Attack:
    """Make many wrong guesses at once; no more than five may be told that they were wrong."""
    user, told = make_user(), []

    def guess(client: FlaskClient) -> int:
        status = client.post("/auth/login", json={"email": user.email, "password": "Equivocada.1"}).status_code
        told.append(status)
        return status

    together(app, guessers, guess)
    return Attack("wrong guesses at once that were judged", guessers, told.count(401), 5)


# --- one after the other --------------------------------------------------------------------------------------------


def guess_codes(client: FlaskClient, tries: int) -> Attack:
    """Guess TOTP codes with the right password and from many addresses; no more than five are judged."""
    user, secret, _ = secured_user()
    right = {pyotp.TOTP(secret).at(clock.now(), counter_offset=step) for step in range(-2, 3)}
    wrong = [text for text in (f"{number:06d}" for number in range(tries + len(right))) if text not in right][:tries]
    judged = sum(
        client.post(
            "/auth/login", json=login_body(user, otp_code=text), environ_base={"REMOTE_ADDR": f"10.0.0.{index % 250}"}
        ).status_code
        != 429
        for index, text in enumerate(wrong)
    )
    return Attack("TOTP guesses that were judged", tries, judged, 5)


def stage_tokens(client: FlaskClient, protected: list[tuple[str, str]]) -> Attack:
    """Carry each kind of stage token, of an administrator, and a refresh token to every protected route."""
    admin = make_user(Role.ADMIN)
    signed = {StageKind.LOGIN_CHALLENGE, StageKind.OTP_REGISTRATION}
    tokens = [sign_in(admin).refresh_token or ""]
    for kind in StageKind:
        issue = stage_service.issue_signed if kind in signed else stage_service.issue_mailed
        tokens.append(run_unit(lambda issue=issue, kind=kind: issue(kind, admin)))
    passed = 0
    for token in tokens:
        for method, path in protected:
            headers = {"Authorization": f"Bearer {token}", "X-Empresa-Id": "1"}
            passed += client.open(path, method=method, headers=headers, json={}).status_code != 401
    return Attack("stage and refresh tokens on protected routes", len(tokens) * len(protected), passed, 0)


def protected_routes(app: Flask) -> list[tuple[str, str]]:
    """Return method and path of every route behind a guard."""
    found = []
    for rule in app.url_map.iter_rules():
        if hasattr(app.view_functions[rule.endpoint], "__policy__"):
            kinds = rule._converters.items()
            values = {name: 1 if isinstance(kind, NumberConverter) else "x" for name, kind in kinds}
            path = rule.build(values, append_unknown=False)[1]
            found += [(method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def stolen_refresh_tokens(client: FlaskClient, tries: int) -> Attack:
    """Use stolen refresh tokens after their owner did, and before; each way the thief ends with nothing."""
    passed = 0
    for number in range(tries):
        user = make_user()
        stolen = sign_in(user).refresh_token
        bearer = {"Authorization": f"Bearer {stolen}"}
        first = client.post("/auth/refresh", headers=bearer).get_json()
        client.post("/auth/refresh", headers=bearer)
        # Whoever came first, thief or owner: the family is dead for both.
        thief = {"Authorization": f"Bearer {first['refresh_token' if number % 2 else 'access_token']}"}
        path = "/auth/refresh" if number % 2 else "/auth/sessions"
        passed += client.open(path, method="POST" if number % 2 else "GET", headers=thief).status_code != 401
    return Attack("stolen refresh tokens", tries, passed, 0)


def demoted_users(client: FlaskClient, tries: int) -> Attack:
    """Act with tokens that were issued before a demotion, a move, a deactivation."""
    passed, company, other = 0, make_company(), make_company()
    changes = [
        {"role": Role.USER, "company_id": None},
        {"company_id": other.id},
        {"is_active": False},
    ]
    for number in range(tries):
        user = make_user(Role.OWNER, company)
        headers = auth_headers(user)
        change = changes[number % len(changes)]
        run_unit(
            lambda user=user, change=change: session().execute(update(User).where(User.id == user.id).values(change))
        )
        answer = client.get("/account/empresa", headers=headers)
        passed += answer.status_code == 200 and answer.get_json()["empresa"]["id"] == company.id
    return Attack("tokens of demoted, moved, deactivated users", tries, passed, 0)


def mass_assignment(client: FlaskClient) -> Attack:
    """Smuggle fields that are not the caller's into registration and profile."""
    smuggled: dict[str, object] = {
        "rol": "admin", "role": "admin", "is_active": True, "is_admin": True, "empresa": {"id": 1}, "empresa_id": 1,
        "company_id": 1, "email_verificado": True, "otp_enabled": False, "activado_en": "2026-01-01T00:00:00Z", "id": 1,
    }  # fmt: skip
    user = make_user()
    headers = auth_headers(user)
    passed = 0
    for number, (field, value) in enumerate(smuggled.items()):
        body = {
            "nombre": "X",
            "email": f"x{number}@example.com",
            "password": PASSWORD,
            "otp_method": "none",
            field: value,
        }
        passed += client.post("/auth/registro", json=body).status_code != 422
        passed += client.put("/account/profile", json={"nombre": "X", field: value}, headers=headers).status_code != 422
    return Attack("smuggled fields", 2 * len(smuggled), passed, 0)


def attacks_on(app: Flask, size: str) -> Iterator[Attack]:
    """Run everything on one database."""
    yield from races(app, size)
    client, tries = app.test_client(), ROUNDS[size] * 6
    yield guess_codes(client, tries + 10)
    yield stage_tokens(client, protected_routes(app))
    yield stolen_refresh_tokens(client, tries)
    yield demoted_users(client, tries)
    yield mass_assignment(client)


def main(size: str, *, control: bool) -> int:
    """Attack the product on each database; answer 0 when nothing passes that may not."""
    does_hold = True
    with clock.using(clock.MovableClock(datetime(2026, 3, 2, 15, 0, tzinfo=UTC))), guards(off=control):
        for name, app in apps("auth_attacks"):
            for attack in attacks_on(app, size):
                does_hold &= attack.holds()
                mark = "ok" if attack.holds() else "PASSED"
                print(
                    f"{name:<11} {attack.name:<58} tried {attack.tries:>5}  passed {attack.passed:>4}"
                    f"  may pass {attack.allowed:>3}  {mark}"
                )
    return 0 if does_hold else 1
