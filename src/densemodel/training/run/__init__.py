"""Run: one training of one model, its facts, history and sentence."""
