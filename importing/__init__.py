"""Importing data from elsewhere: `sample_mflix` files, dumps and databases."""
