"""The project: configuration, and the ground that all apps stand on."""
