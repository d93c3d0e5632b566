"""The version that every export names."""

VERSION = "0.1.0"
