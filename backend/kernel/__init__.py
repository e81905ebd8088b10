"""Plain Python that every storey above may use: errors, money, clock, ids, pagination."""
