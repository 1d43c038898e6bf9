"""Version 2 of the API: films, people, reviews and one's own account, for any program."""
