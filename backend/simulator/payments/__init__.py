"""Payments, their refunds and merchant orders (reference sections 3d and 4)."""
