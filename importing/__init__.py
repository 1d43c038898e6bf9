"""Bringing data in from elsewhere: `sample_mflix` files, dumps and databases."""
