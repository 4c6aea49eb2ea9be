"""The members' portal: where people read their own groups' transcripts. A process and a system user of its own."""
