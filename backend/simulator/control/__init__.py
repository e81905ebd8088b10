"""Calls by which a person, a test or a demonstration plays the customer (contract 40, section 6)."""
