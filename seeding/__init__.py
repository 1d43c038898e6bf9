"""A demo community of any size: the same one for the same seed."""
