"""Commands about reviews, and those that touch every app."""
