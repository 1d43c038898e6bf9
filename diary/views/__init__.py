"""Pages of the diary, the watchlist and the year in review."""
