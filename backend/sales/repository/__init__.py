"""Every SQL statement of sales."""
