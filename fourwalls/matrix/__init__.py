"""The Matrix craft: the only importer of nio. A connection hears and speaks; it never decides.

nio and vodozemac serve as crypto engine; HTTP, the sync loop, key queries, trust and the order in which
things are kept are ours (``design/matrix.md`` tells what the stock loop loses).
"""
