"""The signature of notifications: every legitimate form, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.integrations.mercadopago.signature import is_genuine, sign

SECRET = "whsec_sim_0123456789abcdef"
REQUEST = "2066ca19-c6f1-498a-be75-1923005edd06"
ORDER = "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3"
SENT = datetime.fromtimestamp(1742505638, UTC)
# Published with Mercado Pago's own validator as witness: id, request id, ts, v1.
VECTORS = [
    ("123456789", REQUEST, "1742505638683", "63fb418c602960e97b2adaa829baa61f403f718cf2e19baf4a55affa0dfaac98"),
    (ORDER, REQUEST, "1742505638683", "7f8d37c05d340da9f11219389fc50d84d65b666fa45a6a9d0901381c816d73a8"),
    (ORDER.lower(), REQUEST, "1742505638683", "320d2a00ce3053bf1022498b3c58d6732badd6766d321af502ce381c579fb97a"),
    (None, REQUEST, "1742505638", "85ba334da0f2e676df669c4e343cffd8dfe199ac3861e487ed3413a4a4c7bc1c"),
    ("123456789", None, "1742505638", "8c87e8777c0cd87fb6efcb5bf2ce242f038f2bd83e4ef91f7ce91a6a8cf06c1a"),
]


def verify(secrets, header, request_id, data_id, now):
    return is_genuine(secrets, signature=header, request_id=request_id, signed_id=data_id, now=now)


@pytest.mark.parametrize(("data_id", "request_id", "ts", "v1"), VECTORS)
def test_known_vector_is_accepted(data_id, request_id, ts, v1):
    assert verify([SECRET], f"ts={ts},v1={v1}", request_id, data_id, SENT)


def test_capital_id_signed_in_lower_case_is_accepted():
    v1 = VECTORS[2][3]

    assert verify([SECRET], f"ts=1742505638683,v1={v1}", REQUEST, ORDER, SENT)


def test_any_configured_secret_is_accepted():
    v1 = VECTORS[0][3]

    assert verify(["another", SECRET], f"ts=1742505638683,v1={v1}", REQUEST, "123456789", SENT)


def test_space_after_the_comma_is_accepted():
    v1 = VECTORS[0][3]

    assert verify([SECRET], f"ts=1742505638683, v1={v1}", REQUEST, "123456789", SENT)


@pytest.mark.parametrize("minutes", [-10, -9, 9])
def test_delivery_within_ten_minutes_is_accepted(minutes):
    v1 = VECTORS[0][3]

    assert verify(
        [SECRET], f"ts=1742505638683,v1={v1}", REQUEST, "123456789", SENT + timedelta(minutes=minutes, seconds=1)
    )


@pytest.mark.parametrize("minutes", [-11, 11, 60 * 24])
def test_delivery_outside_ten_minutes_is_refused(minutes):
    v1 = VECTORS[0][3]

    assert not verify([SECRET], f"ts=1742505638683,v1={v1}", REQUEST, "123456789", SENT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "v1=" + VECTORS[0][3],
        "ts=1742505638683",
        f"ts=,v1={VECTORS[0][3]}",
        f"ts=1742505638683,v1={VECTORS[0][3].upper()}",
        f"ts=1742505638683,v1={VECTORS[0][3]},v1={VECTORS[0][3]}",
        f"ts=1742505638683;v1={VECTORS[0][3]}",
        f"ts=١٧٤٢٥٠٥٦٣٨٦٨٣,v1={VECTORS[0][3]}",
        f"ts={'9' * 400},v1={VECTORS[0][3]}",
        "ts=1742505638683,v1=" + "0" * 64,
    ],
)
def test_malformed_or_wrong_header_is_refused(header):
    assert not verify([SECRET], header, REQUEST, "123456789", SENT)


def test_two_parts_smuggled_into_one_are_refused():
    signed = VECTORS[0]
    smuggled = f"{signed[0]};request-id:{REQUEST}"

    assert not verify([SECRET], f"ts={signed[2]},v1={signed[3]}", None, smuggled, SENT)


def test_empty_secret_never_counts():
    v1 = sign("", "123456789", REQUEST, "1742505638683")

    assert not verify([""], f"ts=1742505638683,v1={v1}", REQUEST, "123456789", SENT)
