"""Pure rules of the slice: passwords, codes, time limits."""
