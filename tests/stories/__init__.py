"""Stories end to end: real files, real HTTP on loopback, a real database."""
