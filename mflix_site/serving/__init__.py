"""What `manage.py serve` is made of: one site on this machine, from a lock to its last child."""
