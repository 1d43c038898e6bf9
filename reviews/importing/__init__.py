"""Bringing in `sample_mflix`: from files to members, films and reviews, in batches."""
