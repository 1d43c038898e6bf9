"""WHO: members, their sessions, passwords and preferences."""
