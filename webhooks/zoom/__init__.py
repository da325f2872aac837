"""What Zoom's webhooks look like: signatures, payloads, events; no store, no rules."""
