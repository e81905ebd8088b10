"""The framework side: database, transactions, tenancy, HTTP, guards, outbox, jobs, crypto, limits, mail, logs."""
