"""The tab Plane: what a network predicts over one or two columns, while it trains."""
