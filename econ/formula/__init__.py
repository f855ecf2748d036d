"""The formulas of sales economics, each written once over plain arithmetic.

Decimal, float and numpy arrays all pass through the same code: Decimal for the figures people see, arrays
for simulation. They trust their arguments; `econ.bounds` and the input models are where input is judged.
"""
