"""What tools leave behind beside their pictures: logs, sidecars, databases, downloads."""
