"""Believable members' words for a database that is filled to look lived in."""
