"""Every legitimate form of a signed notification is accepted; ten thousand mutations of them are all refused.

Where Mercado Pago's own validator is installed, it accepts the same forms. With ``control`` the verification ignores
the request id and the age of the signature, as careless integrations do: stolen signatures then pass.
"""

from __future__ import annotations

import importlib.util
import itertools
import random
import string
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from backend.integrations.mercadopago import signature
from backend.integrations.mercadopago.signature import is_genuine, sign

HAS_CONTROL = True
MUTATIONS = {"small": 10_000, "full": 100_000}
NOW = datetime(2026, 10, 9, 14, 12, 41, tzinfo=UTC)
SECRETS = ("whsec_point_0123456789abcdef", "whsec_qr_fedcba9876543210")
IDS = ("123456789", "ORD01JQ4S4KY8HWQ6NA5PXB65B3D3", "ord01jq4s4ky8hwq6na5pxb65b3d3", None)
REQUEST_ID = "2066ca19-c6f1-498a-be75-1923005edd06"
AGES = (timedelta(), timedelta(minutes=9, seconds=59), timedelta(minutes=-9, seconds=-59))
WORD = string.ascii_lowercase + string.digits
careless_sign = sign


@dataclass(frozen=True)
class Delivery:
    """One notification as it arrives."""

    ts: str
    v1: str
    data_id: str | None
    request_id: str | None
    separator: str = ","

    def is_accepted(self) -> bool:
        header = f"ts={self.ts}{self.separator}v1={self.v1}"
        return is_genuine(SECRETS, signature=header, request_id=self.request_id, signed_id=self.data_id, now=NOW)


def legitimate() -> list[Delivery]:
    """Every form that Mercado Pago is known to send: letter case, unit of time, absent parts, either secret."""
    forms = []
    choices = itertools.product(SECRETS, IDS, (True, False), (REQUEST_ID, None), (1, 1000), AGES, (",", ", "))
    for secret, data_id, lowers, request_id, unit, age, separator in choices:
        ts = str(int((NOW - age).timestamp() * unit))
        signed_id = data_id.lower() if data_id and lowers else data_id
        forms.append(Delivery(ts, careless_sign(secret, signed_id, request_id, ts), data_id, request_id, separator))
    return forms


def changed(value: str, alphabet: str, dice: random.Random) -> str:
    """Return the value with one character replaced by a really different one (letter case does not count)."""
    at = dice.randrange(len(value))
    others = [character for character in alphabet if character.lower() != value[at].lower()]
    return value[:at] + dice.choice(others) + value[at + 1 :]


def mutate(delivery: Delivery, dice: random.Random) -> Delivery:
    """Return the delivery with one thing wrong."""
    return dice.choice((wrong_header, wrong_header, forged, aged, wrong_id, wrong_request))(delivery, dice)


def wrong_header(delivery: Delivery, dice: random.Random) -> Delivery:
    """Change, cut, lengthen or capitalise what the header says."""
    v1 = delivery.v1
    hexadecimal = "0123456789abcdef"
    spoiled = (
        changed(v1, hexadecimal, dice),
        v1[: dice.randrange(64)],
        v1 + dice.choice(hexadecimal),
        v1.upper() if v1 != v1.upper() else "0" * 64,
    )
    if dice.random() < 0.2:
        return replace(delivery, ts=changed(delivery.ts, string.digits, dice))
    return replace(delivery, v1=dice.choice(spoiled))


def forged(delivery: Delivery, _dice: random.Random) -> Delivery:
    """Sign with a secret that is not ours."""
    return replace(delivery, v1=sign("whsec_attacker", delivery.data_id, delivery.request_id, delivery.ts))


def wrong_id(delivery: Delivery, dice: random.Random) -> Delivery:
    """Change, add or take away the resource's id."""
    if delivery.data_id is None:
        return replace(delivery, data_id="".join(dice.choices(WORD, k=9)))
    return replace(delivery, data_id=dice.choice((None, changed(delivery.data_id, WORD, dice))))


def wrong_request(delivery: Delivery, dice: random.Random) -> Delivery:
    """Change, add or take away the request id."""
    if delivery.request_id is None:
        return replace(delivery, request_id="".join(dice.choices(WORD, k=36)))
    return replace(delivery, request_id=dice.choice((None, changed(delivery.request_id, WORD, dice))))


def aged(delivery: Delivery, dice: random.Random) -> Delivery:
    """Return a replay: rightly signed, but more than ten minutes from now."""
    instant = NOW + dice.choice((-1, 1)) * timedelta(seconds=dice.randint(601, 10**7))
    ts = str(int(instant.timestamp()) * (1000 if len(delivery.ts) > 10 else 1))
    return replace(delivery, ts=ts, v1=careless_sign(SECRETS[0], delivery.data_id, delivery.request_id, ts))


def official_validator_agrees() -> bool:
    """Tell whether Mercado Pago's own library accepts what we accept (it takes ids as they are signed)."""
    if importlib.util.find_spec("mercadopago") is None:
        print("official validator: not installed, nothing shown by it")
        return True
    from mercadopago.webhook import WebhookSignatureValidator  # noqa: PLC0415 - a development tool

    accepted = 0
    for data_id, request_id in itertools.product(IDS[:3], (REQUEST_ID, None)):
        ts = str(int(NOW.timestamp() * 1000))
        header = f"ts={ts},v1={sign(SECRETS[0], data_id, request_id, ts)}"
        WebhookSignatureValidator.validate(header, request_id, data_id, SECRETS[0])
        accepted += 1
    print(f"official validator: accepts {accepted} of 6 forms that we sign")
    return accepted == 6


def main(size: str, *, control: bool) -> int:
    """Return 0 when all legitimate forms and no mutation pass."""
    dice = random.Random(20261009)  # noqa: S311 - repeatable mutations, nothing is protected by them
    forms = legitimate()
    with ExitStack() as faults:
        if control:
            faults.enter_context(patch.object(signature, "WINDOW", timedelta(days=365 * 100)))
            ignoring = lambda secret, data_id, _request_id, ts: sign(secret, data_id, None, ts)  # noqa: E731 - one line
            faults.enter_context(patch.object(signature, "sign", ignoring))
            forms = [form for form in forms if form.request_id is None]
        accepted = sum(form.is_accepted() for form in forms)
        mutations = [mutate(dice.choice(forms), dice) for _ in range(MUTATIONS[size])]
        passed = [mutation for mutation in mutations if mutation.is_accepted()]
    print(f"legitimate forms: {accepted} of {len(forms)} accepted")
    print(f"mutations: {len(passed)} of {len(mutations)} accepted")
    for one in passed[:3]:
        print(f"  accepted: {one}")
    return 0 if official_validator_agrees() and accepted == len(forms) and not passed else 1
