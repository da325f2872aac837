"""Documents made from what is stored: pure functions from domain values to bytes or text."""
