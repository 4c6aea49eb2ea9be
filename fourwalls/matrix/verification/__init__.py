"""Interactive verification (``m.sas.v1``): somebody presses "Verify user" in Element, the bot answers.

Source of every rule: the Matrix client-server specification, "Key verification framework" and "Short Authentication
String (SAS) verification".
"""
