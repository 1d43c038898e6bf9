"""The pages of films and people."""
