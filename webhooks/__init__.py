"""What Zoom and Moodle call by themselves: the door that stores it, and the dispatch that reads it.

Nothing but the wiring and the command line imports this package.
"""
