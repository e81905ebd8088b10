"""Wire words of billing."""
