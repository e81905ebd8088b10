"""Plans, services, subscriptions and licences: the SaaS back office (contract 20-billing)."""
