"""Use cases of sales: selling, completing a charge's sale, listing, reporting."""
