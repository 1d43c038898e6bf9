"""Commands of the project itself: the server, the database, the process that serves."""
