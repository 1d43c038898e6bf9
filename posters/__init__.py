"""Posters drawn here, so that every film has one and none is fetched from elsewhere."""
