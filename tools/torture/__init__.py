"""Writes under random kills: is everything that was acknowledged there, and nothing twice?"""
