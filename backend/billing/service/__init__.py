"""Use cases of billing: what is sold, to whom, until when."""
