"""Orders of type point and qr (reference sections 2a and 3b)."""
