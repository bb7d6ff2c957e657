"""NMD-AssistNet and its exact transforms for deployment."""
