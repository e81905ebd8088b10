"""Company-owned rows: every statement on them says for which company, or is refused.

``CompanyRepository(company_id)`` adds the criterion; ``PLATFORM`` asks across companies on purpose (jobs, inbox).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, ForeignKey, Result, Select, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.sql import Executable
from sqlalchemy.sql.visitors import iterate

from backend.infra.db import Base, session
from backend.infra.prepared_selects import PreparedSelects


class _Platform:
    """The explicit choice to see every company."""

    def __repr__(self) -> str:
        return "PLATFORM"


PLATFORM: Final = _Platform()
Scope = int | _Platform
OPTION = "company_scope"
_NOTHING: Final[Mapping[str, Any]] = {}


class TenancyMissing(RuntimeError):
    """A statement touches company-owned rows without naming the company: a mistake of ours, never shown."""


class CompanyOwned:
    """Mixin of every table whose rows belong to one company."""

    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), index=True, comment="the tenant")


class CompanyRepository:
    """The SQL of one slice for one company (or ``PLATFORM``); subclasses hold the statements."""

    def __init__(self, scope: Scope) -> None:
        """Bind the repository to its company."""
        self.scope = scope

    @property
    def company_id(self) -> int:
        """Return the company, for rows to insert; raises when the repository is platform-wide."""
        if isinstance(self.scope, _Platform):
            raise TenancyMissing("a platform-wide repository owns no rows")
        return self.scope

    def execute(self, statement: Executable, parameters: Any = None) -> Result[*tuple[Any, ...]]:
        """Execute a statement in the scope of this repository."""
        return session().execute(statement, parameters, execution_options={OPTION: self.scope})

    def add(self, row: object) -> None:
        """Insert a row at the end of the unit."""
        session().add(row)

    def flush(self) -> None:
        """Send pending rows now, so that a constraint speaks here."""
        session().flush()


class RowReader:
    """Executes the Core SELECTs of a unit of rows, each held to its company as a session would."""

    def __init__(self, connection: Connection, selects: PreparedSelects) -> None:
        """Execute on this connection, which takes these statements."""
        self._connection = connection
        self._selects = selects

    def execute(
        self, statement: Executable, params: Any = None, *, execution_options: Mapping[str, Any] = _NOTHING
    ) -> Result[Any]:
        """Return the rows of a SELECT; raises TypeError for anything else, TenancyMissing as a session does."""
        self._admit(statement)
        if not isinstance(execution_options.get(OPTION), _Platform) and not _core_names_company(statement):
            raise TenancyMissing("a Core statement on company-owned rows must name company_id")
        return self._run(statement, params)

    def _admit(self, statement: Executable) -> None:
        if not isinstance(statement, Select):
            raise TypeError("a unit of rows executes SELECTs only")

    def _run(self, statement: Any, params: Any) -> Result[Any]:
        return self._selects.execute(self._connection, statement, params)


class RowAppender(RowReader):
    """Executes one INSERT, which is its own transaction."""

    def __init__(self, connection: Connection, selects: PreparedSelects) -> None:
        """Execute on this connection."""
        super().__init__(connection, selects)
        self._is_used = False

    def _admit(self, statement: Executable) -> None:
        if self._is_used or not statement.is_insert:
            raise TypeError("an appending unit executes one INSERT and nothing else")
        self._is_used = True

    def _run(self, statement: Any, params: Any) -> Result[Any]:
        return self._connection.execute(statement, params)


@dataclass(frozen=True, slots=True)
class _Use:
    """How a statement uses company-owned tables, anywhere in it: joins, subqueries and EXISTS included."""

    is_owned: bool
    has_bare_tables: bool
    names_company: bool


_uses: WeakKeyDictionary[Any, _Use] = WeakKeyDictionary()


def _owned_tables() -> set[Any]:
    return {m.local_table for m in Base.registry.mappers if issubclass(m.class_, CompanyOwned)}


def _use_of(statement: Any) -> _Use:
    known = _uses.get(statement)
    if known is None:
        known = _uses[statement] = _examined(statement)
    return known


def _examined(statement: Any) -> _Use:
    owned, elements = _owned_tables(), list(iterate(statement))
    target = getattr(statement, "table", None)
    found = {element for element in elements if element in owned} | ({target} & owned)
    # What comes from a mapped class carries a note of it, and only that is reached by the criterion.
    noted = [getattr(element, "_annotations", {}).get("parententity") for element in elements]
    mapped = {note.mapper.local_table for note in noted if note is not None} | {target}
    where = getattr(statement, "whereclause", None)
    return _Use(
        is_owned=bool(found),
        has_bare_tables=bool(found - mapped),
        names_company=where is not None and any(getattr(one, "name", None) == "company_id" for one in iterate(where)),
    )


def _core_names_company(statement: Any) -> bool:
    """Tell whether a Core statement on company-owned tables binds their company column."""
    if getattr(statement, "is_insert", False):
        return True  # the column is NOT NULL; the foreign key speaks
    use = _use_of(statement)
    return not use.is_owned or use.names_company


@event.listens_for(Session, "do_orm_execute")
def _scope_statement(state: ORMExecuteState) -> None:
    scope = state.execution_options.get(OPTION)
    if isinstance(scope, _Platform):
        return
    if not state.is_orm_statement:
        if not _core_names_company(state.statement):
            raise TenancyMissing("a Core statement on company-owned rows must name company_id")
        return
    use = _use_of(state.statement)
    if not use.is_owned:
        return
    if scope is None:
        if state.is_column_load or state.is_relationship_load:
            return  # the row it hangs on was loaded in scope
        if getattr(state.statement, "is_insert", False):
            return
        raise TenancyMissing("a statement on company-owned rows needs a company")
    company_id = scope
    if not getattr(state.statement, "is_insert", False):
        if use.has_bare_tables and not use.names_company:
            raise TenancyMissing("tables without their class beside mapped ones: the statement must name company_id")
        state.statement = state.statement.options(
            with_loader_criteria(CompanyOwned, lambda cls: cls.company_id == company_id, include_aliases=True)
        )
