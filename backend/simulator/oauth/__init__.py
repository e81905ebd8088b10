"""Linking a seller to an application: consent, codes and tokens (reference section 1)."""
