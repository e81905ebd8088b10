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
