"""Who is asking: users, second factor, tokens, sessions."""
