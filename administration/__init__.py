"""RUN: the dashboard, members, the catalogue and promotions, for admins."""
