"""Losses, rates and weights over time, in bounded memory."""
