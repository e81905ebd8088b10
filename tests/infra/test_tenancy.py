"""Company-owned rows cannot be asked for without a company."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update

from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import PLATFORM, CompanyRepository, TenancyMissing
from backend.infra.unit_of_work import run_unit
from backend.payments.models import PointOfSale

# Company-owned rows that no selected entity shows: counted, joined, or asked for inside another statement.
HIDDEN = {
    "count": select(func.count()).select_from(PointOfSale),
    "join": select(func.count(Company.id)).join(PointOfSale, PointOfSale.company_id == Company.id),
    "exists": select(func.count(Company.id)).where(
        select(PointOfSale.id).where(PointOfSale.company_id == Company.id).exists()
    ),
    "in": select(func.count(Company.id)).where(Company.id.in_(select(PointOfSale.company_id))),
    "subquery": select(func.count()).select_from(select(PointOfSale.id).subquery()),
    "cte": select(func.count()).select_from(select(PointOfSale.id).cte()),
}
BARE = select(func.count(Company.id)).join(PointOfSale.__table__, PointOfSale.__table__.c.company_id == Company.id)


def add_two(first, second):
    session().add_all(
        [
            PointOfSale(company_id=first.id, code="A", name="A"),
            PointOfSale(company_id=second.id, code="B", name="B"),
        ]
    )


@pytest.fixture
def counters(ana_company, carla_company):
    run_unit(lambda: add_two(ana_company, carla_company))


def codes(scope, statement):
    return run_unit(lambda: sorted(row.code for row in CompanyRepository(scope).execute(statement).scalars()))


def test_a_company_sees_only_its_rows(counters, ana_company, carla_company):
    assert codes(ana_company.id, select(PointOfSale)) == ["A"]
    assert codes(carla_company.id, select(PointOfSale)) == ["B"]


def test_the_platform_sees_all_rows_on_purpose(counters):
    assert codes(PLATFORM, select(PointOfSale)) == ["A", "B"]


@pytest.mark.parametrize(
    "statement",
    [
        select(PointOfSale),
        select(PointOfSale.code),
        update(PointOfSale).values(name="x"),
        delete(PointOfSale),
        select(PointOfSale.__table__.c.code),
        select(PointOfSale.__table__.c.code).where(PointOfSale.__table__.c.code == "A"),
        update(PointOfSale.__table__).values(name="x"),
        *HIDDEN.values(),
    ],
    ids=str,
)
def test_a_statement_without_company_is_refused(counters, statement):
    with pytest.raises(TenancyMissing):
        run_unit(lambda: session().execute(statement))


@pytest.mark.parametrize("statement", HIDDEN.values(), ids=HIDDEN)
def test_rows_that_nobody_selects_count_for_one_company_only(counters, ana_company, statement):
    assert run_unit(lambda: CompanyRepository(ana_company.id).execute(statement).scalar_one()) == 1
    assert run_unit(lambda: CompanyRepository(PLATFORM).execute(statement).scalar_one()) == 2


def test_a_bare_table_beside_mapped_ones_has_to_name_the_company(counters, ana_company):
    with pytest.raises(TenancyMissing):
        run_unit(lambda: CompanyRepository(ana_company.id).execute(BARE))
    named = BARE.where(PointOfSale.__table__.c.company_id == ana_company.id)
    assert run_unit(lambda: CompanyRepository(ana_company.id).execute(named).scalar_one()) == 1


def test_a_core_statement_that_names_its_company_passes(counters, ana_company):
    table = PointOfSale.__table__.c
    rows = run_unit(lambda: session().execute(select(table.code).where(table.company_id == ana_company.id)).all())
    assert [row.code for row in rows] == ["A"]


def test_update_and_delete_touch_only_the_own_rows(counters, ana_company):
    run_unit(lambda: CompanyRepository(ana_company.id).execute(update(PointOfSale).values(name="mío")))
    run_unit(lambda: CompanyRepository(ana_company.id).execute(delete(PointOfSale)))
    names = run_unit(lambda: CompanyRepository(PLATFORM).execute(select(PointOfSale.code, PointOfSale.name)).all())
    assert [tuple(row) for row in names] == [("B", "B")]


def test_a_platform_repository_owns_no_rows():
    with pytest.raises(TenancyMissing):
        _ = CompanyRepository(PLATFORM).company_id
