"""Renderers: a Report in, text out, one file for each format."""
