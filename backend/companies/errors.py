"""What can go wrong with a company (contract 10-identity §6, 20-billing §2)."""

from __future__ import annotations

from backend.kernel.errors import Conflict, NotFound


class CompanyNotFound(NotFound):
    """No company has this id."""

    code = "empresa_not_found"
    message = "No existe esa empresa."


class CurrencyInUse(Conflict):
    """There are amounts in the present currency; another one would change what they say."""

    code = "currency_in_use"
    message = "La empresa ya tiene movimientos en su moneda: no se puede cambiar."


class TaxIdTaken(Conflict):
    """Another company has this NIT, whatever its case."""

    code = "nit_taken"
    message = "Ya hay una empresa con ese NIT."


class AlreadyInactive(Conflict):
    """The company was deactivated before."""

    code = "already_inactive"
    message = "La empresa ya está desactivada."


class AlreadyActive(Conflict):
    """The company is active."""

    code = "already_active"
    message = "La empresa ya está activa."
