"""What Four Walls remembers: SQLAlchemy Core tables, sealing, the journal, the outbox and the audit chain."""
