"""HTTP of the slice."""
