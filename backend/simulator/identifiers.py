"""Identifiers in the forms that Mercado Pago gives them; the same seed gives the same sequence."""

from __future__ import annotations

import random
import uuid
from typing import Any

from backend.kernel import clock

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SEEDED_EPOCH_MS = 1_790_000_000_000
_FIRST_NUMBERS = {
    "user": 200_300_401,
    "store": 71_000_002,
    "pos": 9_000_003,
    "terminal": 3,
    "payment": 131_900_200_301,
    "refund": 1_840_022_001,
    "merchant_order": 35_500_000_001,
    "notification": 120_000_000_001,
    "chargeback": 217_000_000_000_000_001,
}
# Numbers that a product keeps for ever: an unseeded simulator that restarts must not hand them out again.
_NEVER_AGAIN = ("payment", "refund", "merchant_order", "notification", "chargeback")


class Identifiers:
    """Number sequences and random text of one simulator; not thread-safe, callers hold the world's lock."""

    def __init__(self, seed: int | None) -> None:
        """Start the sequences; without a seed they start where no earlier run has been."""
        self.seeded = seed is not None
        self._random = random.Random(seed)  # noqa: S311 - repeatable play, nothing is protected by it
        self._numbers = dict(_FIRST_NUMBERS)
        self._ulids = 0
        if not self.seeded:
            elapsed = int(clock.system_time().timestamp() * 100) % 10**11
            for kind in _NEVER_AGAIN:
                self._numbers[kind] += elapsed

    def number(self, kind: str) -> int:
        """Return the next number of a kind (user, store, pos, payment, …)."""
        self._numbers[kind] += 1
        return self._numbers[kind] - 1

    def hexadecimal(self, digits: int) -> str:
        """Return random lower-case hexadecimal text of this length."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def digits(self, count: int) -> str:
        """Return random decimal digits."""
        return "".join(self._random.choices("0123456789", k=count))

    def uuid(self) -> str:
        """Return a random UUID (version 4) as text."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def ulid(self, prefix: str) -> str:
        """Return a prefix and 26 characters that sort by time."""
        self._ulids += 1
        elapsed = _SEEDED_EPOCH_MS + self._ulids if self.seeded else int(clock.system_time().timestamp() * 1000)
        value = (elapsed << 80) | self._random.getrandbits(80)
        return prefix + "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))

    def dump(self) -> dict[str, Any]:
        """Return what a state file needs to go on with the same sequences."""
        version, internal, gauss = self._random.getstate()
        return {"numbers": self._numbers, "ulids": self._ulids, "random": [version, list(internal), gauss]}

    def load(self, dumped: dict[str, Any]) -> None:
        """Go on where ``dump`` stood."""
        version, internal, gauss = dumped["random"]
        self._numbers.update(dumped["numbers"])
        self._ulids = dumped["ulids"]
        self._random.setstate((version, tuple(internal), gauss))
