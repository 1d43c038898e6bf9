"""The embedded MongoDB server, without Django: for the demo, the tests and the benches."""
