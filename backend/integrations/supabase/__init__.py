"""Access tokens of Supabase Auth; keys in a file stand in for the service."""
