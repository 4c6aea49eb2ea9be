"""What runs: the house (the shell around the handlers), one short file a bot, and the ``fourwalls`` command."""
