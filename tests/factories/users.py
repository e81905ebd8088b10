"""Users made directly, with a hash that is cheap to verify, and access tokens of real sessions."""

from __future__ import annotations

from itertools import count

from backend.accounts.domain import hashing
from backend.accounts.domain.kinds import Origin
from backend.accounts.models.users import User
from backend.accounts.service import sessions
from backend.accounts.service.sessions import SignedIn
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.principal import Role
from backend.infra.unit_of_work import transactional
from backend.kernel import clock

PASSWORD = "Mostrador.2026"
CHEAP = hashing.Costs(argon2_memory_kib=64, argon2_rounds=1, scrypt_n=2)
_numbers = count(1)
_hashes: dict[str, str] = {}


def cheap_hash(password: str) -> str:
    """Return the hash of a password under the costs of the tests."""
    hashing.use_costs(CHEAP)
    if password not in _hashes:
        _hashes[password] = hashing.hash_password(password)
    return _hashes[password]


@transactional
def make_user(
    role: Role = Role.USER,
    company: Company | None = None,
    *,
    name: str = "Persona de Prueba",
    email: str | None = None,
    password: str | None = PASSWORD,
    **columns: object,
) -> User:
    """Insert an active, verified user; any column can be given by its name."""
    user = User(
        name=name,
        email=email or f"persona{next(_numbers)}@example.com",
        password_hash=cheap_hash(password) if password else None,
        role=role,
        company_id=company.id if company else None,
        **{"activated_at": clock.now(), "email_verified": True, **columns},
    )
    session().add(user)
    session().flush()
    return user


@transactional
def sign_in(user: User, origin: Origin = Origin.PASSWORD) -> SignedIn:
    """Open a real session without asking for the password."""
    return sessions.open_session(session().get_one(User, user.id), origin)


def auth_headers(user: User, *, company: Company | int | None = None) -> dict[str, str]:
    """Return the headers of a logged-in user; ``company`` is the one an admin acts for."""
    headers = {"Authorization": f"Bearer {sign_in(user).access_token}"}
    if company is not None:
        headers["X-Empresa-Id"] = str(company if isinstance(company, int) else company.id)
    return headers
