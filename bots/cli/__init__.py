"""The subcommands of ``fourwalls``, one file each."""
