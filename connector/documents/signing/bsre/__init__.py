"""BSrE's Esign Client Service v2 as a signer: one PDF a call, nothing repeated, nothing kept."""
