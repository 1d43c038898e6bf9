"""Names of members who could exist."""
