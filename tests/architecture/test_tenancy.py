"""Rows of a company cannot be read or changed without saying whose they are."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from backend.infra.db import Base, session
from backend.infra.tenancy import OPTION, CompanyOwned, TenancyMissing

# Tables that name a company without being the company's own rows, and why.
NOT_OWNED = {
    "app_user": "a person exists without a company and is found by e-mail before any is known",
    "audit_entry": "operators read across companies; what no company did is told too",
    "notification": "stored first, when nobody has asked yet whose it is",
}


def models():
    return [mapper.class_ for mapper in Base.registry.mappers]


def owned_models():
    return [model for model in models() if issubclass(model, CompanyOwned)]


@pytest.mark.usefixtures("app")
def test_every_table_that_names_a_company_is_owned_by_it():
    naming = [model for model in models() if "company_id" in model.__table__.columns]
    stray = {model.__tablename__ for model in naming if not issubclass(model, CompanyOwned)}
    assert stray == NOT_OWNED.keys()


@pytest.mark.usefixtures("app")
def test_every_owned_table_refers_to_the_company_and_is_indexed_by_it():
    faults = []
    for model in owned_models():
        column = model.__table__.columns["company_id"]
        leading = {next(iter(index.columns)).name for index in model.__table__.indexes} | {
            next(iter(one.columns)).name for one in model.__table__.constraints if list(one.columns)
        }
        if column.nullable or "company.id" not in {key.target_fullname for key in column.foreign_keys}:
            faults.append(f"{model.__tablename__}: company_id must be a required reference")
        if "company_id" not in leading:
            faults.append(f"{model.__tablename__}: no index leads with company_id")
    assert faults == []


@pytest.mark.usefixtures("app")
def test_statement_without_company_is_refused_for_every_owned_table():
    for model in owned_models():
        column = next(iter(model.__table__.primary_key.columns))
        for statement in (
            select(model),
            delete(model),
            update(model).values({column.name: column}),
            select(model.__table__),
            delete(model.__table__),
        ):
            with pytest.raises(TenancyMissing):
                session().execute(statement)


@pytest.mark.usefixtures("app")
def test_statement_with_company_passes_for_every_owned_table():
    for model in owned_models():
        assert session().execute(select(model), execution_options={OPTION: 1}).all() == []
