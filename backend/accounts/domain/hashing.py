"""Slow hashes: argon2id for passwords, scrypt for backup codes. Callers hold no transaction while they run."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError


@dataclass(frozen=True, slots=True)
class Costs:
    """What one hash may cost; the defaults take about 40 ms on a small server."""

    argon2_memory_kib: int = 19456
    argon2_rounds: int = 4
    scrypt_n: int = 2**13


class _Hashing:
    """The hasher of the process and the hash that is verified when there is no account."""

    def __init__(self, costs: Costs) -> None:
        self.costs = costs
        self.argon2 = PasswordHasher(time_cost=costs.argon2_rounds, memory_cost=costs.argon2_memory_kib, parallelism=1)
        self.dummy = self.argon2.hash(secrets.token_urlsafe(16))


_hashing = _Hashing(Costs())


def use_costs(costs: Costs) -> None:
    """Make every later hash of this process cost this much; only tests have a reason to."""
    global _hashing  # noqa: PLW0603 - one hasher a process, like the clock
    _hashing = _Hashing(costs)


def hash_password(password: str) -> str:
    """Return the argon2id hash of the NFC form."""
    return _hashing.argon2.hash(_normal(password))


def is_password(password: str, stored: str | None) -> bool:
    """Tell whether the password made this hash; takes the same time when there is no hash to compare with."""
    try:
        _hashing.argon2.verify(stored or _hashing.dummy, _normal(password))
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with other costs than today's."""
    return _hashing.argon2.check_needs_rehash(stored)


def new_salt() -> str:
    """Return the salt of one set of backup codes."""
    return secrets.token_hex(8)


def hash_backup_code(code: str, salt: str) -> str:
    """Return the scrypt hash of a backup code, whatever its case."""
    digest = hashlib.scrypt(code.lower().encode(), salt=salt.encode(), n=_hashing.costs.scrypt_n, r=8, p=1, dklen=32)
    return digest.hex()


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
