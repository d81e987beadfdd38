"""Reads Indonesian and English news text: sentences, numbers, dates, names and terms."""
