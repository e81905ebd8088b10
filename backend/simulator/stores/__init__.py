"""Stores, points of sale and terminals of a seller (reference sections 2a.8 and 3c)."""
