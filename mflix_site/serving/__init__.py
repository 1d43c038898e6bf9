"""The parts of `manage.py serve`: lock, preparation, processes, signals."""
