"""Signed notifications and their retries (reference section 6)."""
