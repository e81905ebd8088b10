"""The tenant: the company that owns the rows."""
