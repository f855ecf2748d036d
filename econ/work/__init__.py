"""The chapters of an assessment. Each takes the terms, works out its figures and writes them in the book."""
