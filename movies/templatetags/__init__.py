"""Template tags of films and people."""
