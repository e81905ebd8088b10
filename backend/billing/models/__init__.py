"""Tables of the slice: what is sold, to whom until when, and what proves it."""
