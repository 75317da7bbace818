"""Reads what AI image tools leave behind, in files and over the wire, and makes events of it."""
