"""Administration: dashboard, members, catalogue and promotions, for admins."""
