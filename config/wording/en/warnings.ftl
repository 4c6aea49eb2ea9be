### The private word about an identifying detail, and the answers to it.

# $group (the group's name), $kinds (in words, or codes), $marked (the member's own words, the detail between « and »),
# $whose (other: it seems to be about somebody else)
warning =
    A quiet word, just between you and me. Your message in { $group } may hold { $kinds }:

    { $marked }

    { $whose ->
        [other] It seems to be about somebody else, who cannot choose for themselves here. It could tell people who they are.
       *[own] That could tell people who somebody is. What others have read cannot be taken back, so I tell you at once.
    }

    You choose. Tap one of these under my message, or reply with the word:

    ✂ remove – I take the message away for everybody
    ✏ edit – I tell you how to change it yourself
    👍 keep – it is fine, and I do not ask about this again
    ❔ ask – you would like to ask the Online Manager

    You have done nothing wrong. If you are not sure, say remove: you can always write it again without that part.

# Several messages that came within a minute of a first word, told of together.
# $count, $more (how many of them are not shown), $kinds, $marked (the member's own words, the details between « and »),
# $public (yes: some of it stands in an open room)
warning-gathered =
    { $count ->
        [one] A quiet word once more. What you wrote just after that may hold { $kinds }:
       *[other] A quiet word once more. { $count } messages that you wrote just after that may hold { $kinds }:
    }

    { $marked }{ $more ->
        [0] {""}
       *[other] {"\u000A"}(and { $more } more like these)
    }{ $public ->
        [yes] {"\u000A\u000A"}Everybody can read an open room. Confidentiality cannot be guaranteed there, and I can take nothing away there: hold your finger on the message (or right-click it) and choose Remove.
       *[no] {""}
    }

    You choose, as before. Your answer is for all of these:

    ✂ remove – I take them away for everybody
    ✏ edit – I tell you how to change them yourself
    👍 keep – it is fine, and I do not ask about this again
    ❔ ask – you would like to ask the Online Manager

# $count (how many messages)
warning-removed =
    { $count ->
        [one] Done. I am taking the message out of the group for everybody, and out of the transcript. Someone may have read it before.
       *[other] Done. I am taking the { $count } messages out of the group for everybody, and out of the transcript. Someone may have read them before.
    }

    You can write it again without that part whenever you like. Say help to see what else I can do.

# When a tap or an unverified device asked for it, which somebody else could have made up. $count (how many messages)
warning-removed-unproven =
    { $count ->
        [one] Done. I am taking the message out of the group for everybody. Someone may have read it before.
       *[other] Done. I am taking the { $count } messages out of the group for everybody. Someone may have read them before.
    }

    In the transcript it is hidden now, and gone for good in 7 days. If it was not you who asked me, say restore: then I put it back into the transcript.

warning-kept =
    Thank you. The message stays as it is, and I will not ask you about this again.

    If you change your mind, hold your finger on it in the group (or right-click it) and choose Remove. Say help to see what else I can do.

# How a message is changed in the apps that people have.
warning-edit =
    This is how you change a message yourself. Go to it in the group, then:

    Element X on a phone: hold your finger on the message, then tap Edit.
    Element on a phone (the older app): hold your finger on the message, then tap Edit.
    Element on a computer: move the mouse over the message and click the pencil. (For your last message, the arrow-up key does the same.)
    Any other app: look for Edit where you also find Reply.

    Take out the part between the « » and save it. I will see that it is gone. People can still look up the old words of an edited message, so remove is safer.

# To a tap on the question mark: a tap could come from somebody else, so nothing is passed on for it.
warning-ask =
    Of course. Write ask and then your question, in one message. For example: ask is it all right to name my hospital?

    Only what you write there goes to the Online Manager. What I saw in your message does not.

# The author took the detail out, once a warning.
warning-thanks-changed =
    Thank you for changing it. I see that it is gone from your message. People can still look up the old words of an edited message: if you would rather have them gone too, hold your finger on it (or right-click it) and choose Remove.
warning-thanks-removed =
    Thank you for taking it away. There is nothing else to do.

# remove, said to a word about an open room.
warning-open-remove =
    I can take nothing away in an open room. You can: hold your finger on the message there (or right-click it) and choose Remove.

# To a facilitator, once, when somebody cannot be reached in private. It says nothing of what it is about. $who
unreached-facilitator =
    I cannot reach { $who } in private: they are not in their chat with me, or none of their devices is verified. When you next speak with them, could you ask them to accept my invitation and to verify their device? There is nothing else to do.

## Pauses and counts

# $group
quiet-paused =
    I give no private warnings about what is said in { $group } until the session closes, or until you say !warnings resume. Signs of danger are watched for as always.

    What is said meanwhile is not warned about later either. The Online Manager is told that you paused them, and your members are not: please tell them if they count on it.
# $group
quiet-resumed = From now on I give private warnings in { $group } again.
# $group
quiet-no-session = No session of { $group } is open. Private warnings can be paused for a session only: say !session open first.
# $group
quiet-already-paused = Private warnings are paused in { $group } already, until the session closes or you say !warnings resume.
# $group
quiet-already-resumed = Private warnings are not paused in { $group }, so there is nothing to do.
# $who (a facilitator), $group
quiet-paused-managers = { $who } has paused private warnings about identifying details in { $group } until the session closes. Signs of danger are watched for as always.
# $lines (a month a block, a kind of detail a line)
quiet-counted =
    Private warnings about identifying details, in the whole house. I keep numbers only: not who, not where, not what.

    { $lines }
quiet-counted-none = No private warnings about identifying details have been given yet.

# Said to an answer that could mean either.
warning-which =
    I want to be sure. Do you mean the message that I wrote to you about?

    remove – I take it away for everybody
    edit – I tell you how to change it yourself
    keep – it is fine, and it stays

    Please reply with one of these three words.

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
