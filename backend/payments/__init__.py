"""Money in and out, provider-neutral: accounts, points of sale, charges, inbox, sweep."""
