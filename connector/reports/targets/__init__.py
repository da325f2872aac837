"""Where finished papers go: each target hands one message over and says what became of it."""
