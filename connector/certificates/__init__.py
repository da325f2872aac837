"""Certificates on paper: fields, templates, register; knows no database and no signature."""
