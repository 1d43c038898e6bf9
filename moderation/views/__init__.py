"""Views of moderation: for members, for moderators, and the log for everybody."""
