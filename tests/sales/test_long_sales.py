"""The longest sale there can be is answered, kept under its key and answered again, on every database."""

from __future__ import annotations

from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.users import auth_headers


def test_the_answer_of_a_sale_of_200_lines_is_kept_and_given_again(client, ana_company, beto):
    till = make_point_of_sale(ana_company)
    lines = [{"productName": "🧉" * 149 + str(n % 10), "quantity": 1, "unitPrice": 1} for n in range(200)]
    body = {"pointOfSaleId": till.id, "items": lines, "payments": [{"method": "CASH", "amount": 200}]}
    headers = auth_headers(beto) | {"Idempotency-Key": "long"}

    first, again = (client.post("/api/sales", json=body, headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201), first.text[:500]
    assert first.json == again.json
    assert len(first.data) > 200_000
    listed = client.get("/api/sales", headers=auth_headers(beto)).json
    assert listed["pagination"]["total"] == 1
