"""Use cases of payments; each file one of them."""
