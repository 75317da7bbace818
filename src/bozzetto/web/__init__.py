"""The studio in the browser: an HTTP API on this machine, and the page that speaks to it."""
