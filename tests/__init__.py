"""Tests that cross apps, and the environment in which all tests run."""
