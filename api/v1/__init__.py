"""The API that the course's React client asks: docs/api.md."""
