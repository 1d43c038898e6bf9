"""Members' lists of films."""
