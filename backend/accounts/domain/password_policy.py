"""What a password must have (contract 10-identity §3 and rule 1); the SPA reads the same patterns."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass

MIN_LENGTH = 8
MAX_LENGTH = 128
GENERATED_GROUPS = (5, 4, 5)
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, a pattern for ``re`` and for JavaScript with flag ``u``, and the sentence for people."""

    name: str
    pattern: str
    text: str


LENGTH = Rule("length", f"^.{{{MIN_LENGTH},{MAX_LENGTH}}}$", f"Entre {MIN_LENGTH} y {MAX_LENGTH} caracteres")
RULES = (
    LENGTH,
    Rule("upper", "[A-ZÁÉÍÓÚÜÑ]", "Al menos una letra mayúscula"),
    Rule("lower", "[a-záéíóúüñ]", "Al menos una letra minúscula"),
    Rule("digit", "[0-9]", "Al menos un número"),
    Rule("special", r"[!-/:-@\[-`{-~]", "Al menos un carácter especial"),
)


def broken_rules(password: str) -> list[str]:
    """Return one sentence for each rule that the NFC form of the password breaks."""
    normal = unicodedata.normalize("NFC", password)
    return [rule.text for rule in RULES if not _keeps(rule, normal)]


def generate_password() -> str:
    """Return a random password of 16 characters that keeps every rule and can be read aloud and typed.

    Letters and digits that look alike are left out; with the guess lock its 2^80 possibilities are plenty.
    """
    while True:
        password = "-".join("".join(secrets.choice(READABLE) for _ in range(length)) for length in GENERATED_GROUPS)
        if not broken_rules(password):
            return password


def _keeps(rule: Rule, password: str) -> bool:
    # `$` alone would let a final line feed pass, which JavaScript's does not.
    match = re.fullmatch(rule.pattern, password) if rule is LENGTH else re.search(rule.pattern, password)
    return match is not None
