"""Measurements: seeded, repeatable, and as ratios of two things done side by side in one run."""
