"""SAID: ratings and reviews."""
