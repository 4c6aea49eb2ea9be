### Words from inside a group that turn up in an open room.

# $who, $id (of whoever said it in the open room), $group (inside which it was said), $words (as said in the open room)
leak =
    A possible breach of confidence: { $who } ({ $id }) wrote this in an open room, and it is very like something that somebody else said inside { $group }.

    { $words }

    A program compared fingerprints and may be wrong; the same saying or song may be known to both. Please read it, and talk with the people concerned before anything else. I have done nothing: the message still stands there.
