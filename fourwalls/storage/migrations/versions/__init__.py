"""One file a step of the schema. A step never imports ``tables.py``, which moves on."""
