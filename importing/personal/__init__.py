"""Personal imports: what other sites export of one person's films, read and matched."""
