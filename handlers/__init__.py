"""What the bots decide: one event and a look at the records in, effects out. Nothing here acts or waits."""
