"""Views of the sample client's API."""
