"""The cast, their browsers, and films and reviews for tests."""
