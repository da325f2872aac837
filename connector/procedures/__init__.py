"""The office's procedures (SOP) as data, one TOML file each, and what reads and checks them."""
