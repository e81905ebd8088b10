"""Ways to pay, and the book of what was paid and given back (reference section 4)."""
