"""Sealed columns and their key ring."""

from __future__ import annotations

import pytest

from backend.infra.crypto import CannotDecrypt, KeyRing, is_same, sha256_hex

OLD, NEW = "old-key-old-key-old-key-old-key-1", "new-key-new-key-new-key-new-key-2"


def test_what_was_sealed_can_be_opened_and_looks_different_each_time():
    ring = KeyRing(NEW)
    assert ring.decrypt(ring.encrypt("secreto")) == "secreto"
    assert ring.encrypt("secreto") != ring.encrypt("secreto")


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed():
    sealed = KeyRing(OLD).encrypt("secreto")
    both = KeyRing(f"{NEW},{OLD}")
    assert both.decrypt(sealed) == "secreto"
    assert KeyRing(NEW).decrypt(both.rotate(sealed)) == "secreto"
    with pytest.raises(CannotDecrypt):
        KeyRing(OLD).decrypt(both.rotate(sealed))


def test_changed_bytes_are_refused():
    sealed = KeyRing(NEW).encrypt("secreto")
    with pytest.raises(CannotDecrypt):
        KeyRing(NEW).decrypt(sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1])


def test_hash_and_comparison():
    assert sha256_hex("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert is_same("x", "x")
    assert not is_same("x", "y")
