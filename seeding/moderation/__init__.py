"""Believable reports, decisions and appeals for a database that is filled to look lived in."""
