"""One module a topic of commands; each only reads options, calls a flow and tells the result."""
