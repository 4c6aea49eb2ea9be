"""Commands: one file a group of them, one function a command, with its word, who may use it and its help."""
