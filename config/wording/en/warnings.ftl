### The private word about an identifying detail, and the answers to it.

# $group (the group's name), $kinds (in words, or codes), $marked (the member's own words, the detail between « and »)
warning =
    A quiet word, just between you and me. Your message in { $group } may hold { $kinds }, and that could tell people who somebody is:

    { $marked }

    You choose. Reply with one word:

    remove (or react with ✂) – I take the message away for everybody
    keep (or react with 👍) – it is fine, and it stays

    You can also change it yourself: in the group, hold your finger on the message (or right-click it) and choose Edit. People can still look up the old words of an edited message, so remove is safer.

    You have done nothing wrong. If you are not sure, say remove: you can always write it again without that part.

warning-removed =
    Done. I am taking the message out of the group for everybody, and out of the transcript. Someone may have read it before.

    You can write it again without that part whenever you like. Say help to see what else I can do.

# When a tap or an unverified device asked for it, which somebody else could have made up.
warning-removed-unproven =
    Done. I am taking the message out of the group for everybody. Someone may have read it before.

    In the transcript it is hidden now, and gone for good in 7 days. If it was not you who asked me, say restore: then I put it back into the transcript.

warning-kept =
    Thank you. The message stays as it is.

    If you change your mind, hold your finger on it in the group (or right-click it) and choose Remove. Say help to see what else I can do.

# Said to an answer that could mean either.
warning-which =
    I want to be sure. Do you mean the message that I wrote to you about?

    remove – I take it away for everybody
    keep – it is fine, and it stays

    Please reply with one of these two words.

warning-none =
    There is no warning waiting for your answer, so there is nothing to do.

    To take away a message of your own, hold your finger on it in the group (or right-click it) and choose Remove. Say help to see what else I can do.

# To the author, when a message of theirs was taken away in the room.
words-hidden =
    A message of yours was removed from the group. In the transcript it is hidden now, and gone for good in 7 days.

    If you removed it, there is nothing to do. If it was not you, say restore: then I put it back into the transcript.

restored =
    Done. Your message stands in the transcript again. In the group it stays away: if you want people there to read it, please write it again.

    If another message is missing too, say restore once more.

restore-none =
    Nothing of yours is hidden in a transcript, so there is nothing to put back. Say help to see what I can do.
