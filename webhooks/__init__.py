"""The door for what Zoom and Moodle call by themselves; it opens with attendance, not before."""
