"""What keeps a studio going: its runs and gaps, its checks, and whom it asks for the time."""
