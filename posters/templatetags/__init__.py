"""Template tags of posters."""
