"""The wire words of the slice; nothing else in it knows them."""
