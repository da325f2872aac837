"""What a Moodle site sends: by our own plugin, signed, or by one of two public ones."""
