"""Checkout Pro: preferences and the hosted page where they are paid (reference section 5)."""
