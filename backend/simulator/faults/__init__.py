"""Misbehaviour by rule (contract 40, section 6)."""
