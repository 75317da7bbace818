"""Calls of picture services by HTTP: what was asked and what came back, as reports."""
