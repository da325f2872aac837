"""What is shipped beside the Python code: our plugin for Moodle, as sources and as a ZIP."""
