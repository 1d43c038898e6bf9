"""JSON for other programs: views and serialisers only."""
