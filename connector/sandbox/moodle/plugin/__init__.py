"""The sandbox's stand-in for the plugin local_simpul: its functions, its messages, its join link.

Imports nothing of the product, as little as the rest of the sandbox.
"""
