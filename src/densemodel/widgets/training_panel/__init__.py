"""TrainingPanel: its tabs, header, footer and static output."""
