### What is asked back before something is done, and why something is not done.

## Shown first, and done at the word confirm

# $who (profile name), $id (Matrix id), $group
remove-sure =
    You are asking me to take { $who } ({ $id }) out of { $group }.

    They would be off its list and out of its rooms at once, could not read its transcripts any more, and no invitation would let them in. What they wrote stays. I would tell them so in private, kindly, without a reason, and say nothing in the rooms.

    If that is what you want, reply confirm within ten minutes. If not, say stop, or nothing at all.

    To give them a reason, say it again with the reason at the end.

# $who (profile name), $id (Matrix id), $group, $reason (the facilitator's words)
remove-sure-why =
    You are asking me to take { $who } ({ $id }) out of { $group }.

    They would be off its list and out of its rooms at once, could not read its transcripts any more, and no invitation would let them in. What they wrote stays. I would tell them so in private, and give them this reason, word for word:

    “{ $reason }”

    I would say nothing in the rooms. Please read the reason as they will read it.

    If that is what you want, reply confirm within ten minutes. If not, say stop, or say it again with other words.

# $who (profile name), $id (Matrix id), $group, $day
suspend-sure =
    You are asking me to take { $who } ({ $id }) out of { $group } until { $day }.

    They would stay on its list, but be out of its rooms at once, and could not read its transcripts until then. I would tell them so in private, and say nothing in the rooms. On that day they get an invitation by itself.

    If that is what you want, reply confirm within ten minutes. If not, say stop, or nothing at all.

# $who (profile name), $id (Matrix id), $old, $new (names of groups)
move-sure =
    You are asking me to move { $who } ({ $id }) from { $old } to { $new }.

    They would be off the list of { $old } and out of its rooms at once, could not read its transcripts any more, and get an invitation to { $new } as a member. I would tell them so in private.

    If that is what you want, reply confirm within ten minutes. If not, say stop, or nothing at all.

# $who (profile name), $id (Matrix id), $group
role-sure =
    You are asking me to make { $who } ({ $id }), a facilitator of { $group }, a member of it.

    They could then no longer open sessions, ask people in or take anybody out there, and would read its transcripts as a member does. I would tell them so in private.

    If that is what you want, reply confirm within ten minutes. If not, say stop, or nothing at all.

# Said before something is shown again.
confirm-changed = Something has changed since I showed you what I would do, so I have not done it. This is how it would be now:

confirm-dropped =
    All right. I have done nothing, and I am not waiting for an answer any more.

    Say help to see what I can do.

confirm-none =
    There is nothing that waits for your confirm, so I have done nothing. Perhaps it was more than ten minutes ago, or something else came between.

    If you still want it, please ask for it once more.

## Who is meant

# $given (what was typed), $people (one numbered line for each person)
who-is-meant =
    More than one person on the list goes by { $given }. Which one do you mean?

    { $people }

    Reply with the number within ten minutes, or say stop. I have done nothing so far.

# $given (what was typed)
who-is-meant-many =
    Many people on the list go by { $given }, so I have done nothing.

    Please say it again with the full Matrix address of the one you mean. It looks like @name:server. Say !roster to see them all.

# $who, $role (member or facilitator), $group
role-same =
    { $who } is a { $role } of { $group } already, so there is nothing to do.

    Say !roster to see the whole list.

## What is not done

edit-not-obeyed =
    You have changed a message so that it asks me for something. I only do what is said in a new message, so I have done nothing.

    If you want it, please write it again as a new message. Say help to see what I can do.

# $who (profile name), $id (Matrix id)
refused-often =
    { $who } ({ $id }) has asked me several times within an hour for things that only facilitators or the Online Manager may ask for. I have done none of it, and have told them so in private.

    It may be a misunderstanding, or they may have expected to be a facilitator. Please have a word with them. I say this once a day at most.

## Being taken out, and going

# $group, $reason (the facilitator's words)
removed-told-member-why =
    You are no longer part of { $group }, so its rooms are closed to you now. I say nothing of it there.

    The reason that I was given for you:

    “{ $reason }”

    I know this may be hard to read. If you think it is a mistake, or want to talk about it, please ask the Online Manager: write ask to me, and then your question, and I pass it on. You can still write to me here: say help to see people you can turn to at any time.

# $group (one or more names)
left-told-erased =
    You have left { $group }. Thank you for having been there. If you want to come back one day, just ask a facilitator.

    What you said in its sessions is out of the transcripts now: nobody can read it there. In 7 days it is gone for good. If you change your mind before that, say restore.

    You can still write to me here. Say help to see people you can turn to at any time.

# $group (one or more names)
leave-words =
    You are in no group any more. What you said in the sessions of { $group } is still in the transcripts there.

    If you want it out, reply confirm erase within ten minutes: then nobody can read it there from now on, and after 7 days it is gone for good. If you want it to stay, say stop, or nothing at all.

words-erased =
    Done. What you said in the sessions is out of the transcripts now: nobody can read it there. In 7 days it is gone for good. If you change your mind before that, say restore.

    Say help to see people you can turn to at any time.
