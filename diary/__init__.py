"""Watched films, diary entries, the watchlist and the year in review."""
