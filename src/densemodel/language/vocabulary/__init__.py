"""The words of the language, in tables: layers, optimizers, losses, metrics, clauses."""
