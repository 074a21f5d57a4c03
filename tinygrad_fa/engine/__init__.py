"""The engine: reverse-mode automatic differentiation of numbers and arrays."""
