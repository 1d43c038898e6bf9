"""JUDGED: reports, decisions, appeals, and the public log."""
