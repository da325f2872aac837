"""Commands as they are typed: what they print, what they leave, how they end."""
