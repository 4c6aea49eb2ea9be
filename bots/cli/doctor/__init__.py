"""``fourwalls doctor``: one screen that says of everything that can be wrong whether it is, and what to do about it.

It looks and changes nothing; it can be run beside a running house, and before there is one. The checks are small
functions, one file a subject; ``rounds`` calls them in the order in which one fault explains the next.
"""
