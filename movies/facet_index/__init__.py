"""Counts beside the filters: from bitmaps kept in MongoDB, or counted by MongoDB itself."""
