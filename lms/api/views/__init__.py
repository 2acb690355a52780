"""Thin: parameters in, a selector or an action, a shape out."""
