"""Trains the reader: one small encoder with heads for attribution, entities, word classes, syntax and links."""
