"""Live capture: what a tool hands over while it runs, through a folder, into the record."""
