"""Films that could exist, for a catalogue larger than the shipped one."""
