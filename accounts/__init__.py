"""Members, their sessions, passwords, preferences and notices."""
