"""A payable request from its opening to its end (contract 20-billing §1 *Cobro*, §12 rule 8)."""

from __future__ import annotations

from backend.payments.service.requesting.opening import open_request
from backend.payments.service.requesting.publishing import publish
from tests.fixtures.gateway import tell_payment
from tests.fixtures.requests import new_request, open_published, request_of


def test_request_is_paid_on_its_page_and_its_product_hears_once(platform, product, ana_company):
    request_id = open_request(new_request(ana_company))
    url = publish(request_id)
    assert url == request_of(request_id).payment_url == publish(request_id)
    told = platform.pay_request(request_id)
    assert tell_payment(told) == tell_payment(told) == ana_company.id
    assert request_of(request_id).status == "approved"
    assert product.names() == ["approved"]
    assert product.heard[0][1].reference_id == "12"
    assert len(platform.preferences) == 1


def test_late_payment_goes_back(platform, product, ana_company):
    open_published(ana_company)
