"""Views of version 1: guard, read, service, answer."""
