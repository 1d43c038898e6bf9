"""Template tags that depend on who views a page."""
