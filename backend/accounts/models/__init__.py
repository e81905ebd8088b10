"""Tables of the slice: who logs in, with what, since when."""
