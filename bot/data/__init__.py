"""Files of customer data: read, columns recognised, cells understood, handed to `econ` as columns.

Nothing is computed here and no formula of a spreadsheet is run: a cell that holds one is left out, and said.
"""
