"""Ratings and reviews."""
