"""Moderation: reports, cases, decisions, appeals and the log; posting reviews, closing accounts."""
