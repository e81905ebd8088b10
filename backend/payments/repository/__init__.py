"""Every SQL statement of payments, by table."""
