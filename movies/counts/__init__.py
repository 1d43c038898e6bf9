"""How many films fit: from bits that are kept ready, or counted one by one where they are not."""
