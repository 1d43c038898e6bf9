"""WHAT: the catalogue of films and the people who made them."""
