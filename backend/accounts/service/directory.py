"""Looking at all accounts (contract 10-identity §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.accounts.repository import directory
from backend.accounts.repository.directory import ListedUser, UserFilter
from backend.infra.principal import Role
from backend.infra.unit_of_work import reading
from backend.kernel.pagination import Page, PageRequest


@dataclass(frozen=True, slots=True)
class UserStatistics:
    """How many accounts there are, anonymised ones among the inactive; roles that nobody has are left out."""

    total: int
    active: int
    inactive: int
    admins: int
    owners: int
    with_second_factor: int
    by_role: Mapping[Role, int]


@reading
def list_users(wanted: UserFilter, page: PageRequest) -> Page[ListedUser]:
    """Return one page of the accounts of all companies, newest first."""
    return directory.list_page(wanted, page)


@reading
def get_user(user_id: int) -> ListedUser:
    """Return an account with its company; raises NotFound."""
    return directory.get_listed(user_id)


@reading
def count_users() -> UserStatistics:
    """Count all accounts."""
    rows = directory.count_by_role()
    by_role = {role: count for role, count, _active, _secured in rows}
    total, active = sum(by_role.values()), sum(int(row[2]) for row in rows)
    return UserStatistics(
        total=total,
        active=active,
        inactive=total - active,
        admins=by_role.get(Role.ADMIN, 0),
        owners=by_role.get(Role.OWNER, 0),
        with_second_factor=sum(int(row[3]) for row in rows),
        by_role=by_role,
    )
