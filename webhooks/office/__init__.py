"""What the training office sends back: receipts, signed as Standard Webhooks asks."""
