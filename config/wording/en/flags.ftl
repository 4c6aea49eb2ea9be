### What the managers are told, and the private word in danger.

# $number, $severity, $category (words or codes), $who, $place (a group's name, or empty), $time
flag-root =
    Case { $number }: { $severity }
    Possible sign of { $category }.
    From { $who } in { $place }, { $time }.

    A program saw this and may be wrong. Please read it in the thread. Then say ack there to take it on.

# $quote (the message), $cues, $lowered (what speaks against it)
flag-why =
    The message:

    { $quote }

    What speaks for it: { $cues }
    What speaks against it: { $lowered }

    Say ack in this thread to take it on. If a life is in danger, ring 999 first.

# $number, $who
flag-acknowledged = { $who } has taken on case { $number }.

# $number, $who
flag-already = { $who } has already taken on case { $number }. You can talk it over in this thread.

ack-needs-thread =
    I cannot tell which case you mean. Please open the thread of the case and say ack there.

# $place (a group's name, or empty)
unexamined =
    A message in { $place } could not be checked for danger or identifying details. Please ask the group's facilitators to read back there.

# $who
unexamined-private =
    A message that { $who } wrote to the guide in private could not be checked for danger. You cannot read it there.

    Please get in touch with { $who } and ask how they are.

unexamined-told =
    I could not take in what you just wrote, so I am asking a person to get in touch with you. It may take them a while, so please do not wait for them if you need someone now:

    { -helplines }

    You can go on writing here. Say help to see these numbers again.

# $group (its name, or empty), $who
stranger-evicted-private =
    { $who } was about to come into { $group }, or had come in, where nobody belongs but that person and the guide. I have shut the door to them.

    Only the guide's own account or whoever runs the homeserver can have let them in. Please ask the person who runs these bots to find out, and to change the guide's password.

# $group, $who (a Matrix id)
stranger-evicted =
    { $who } was about to come into { $group }, or had come in, without being on its list. I have shut the door to them.

    If they belong there, a facilitator can say !invite @name:server. If nobody knows them, please find out how they got in.

# $group (its name, or empty), $bot (the bot's name)
bot-missing =
    The bot { $bot } is no longer in { $group }, so a part of what protects this room is missing. I am asking it in again.

    Please find out who took it out. Until it is back, take care what is said there.

# $group (its name, or empty)
room-pointed-away =
    People's apps are being told that another room has taken the place of { $group }. I did not make that room: it may have no walls, and strangers may be in it. We bots do not follow.

    Please tell everybody by another road not to go there, and tell the person who runs these bots. Somebody else may know the warden's password.

# $group (its name, or empty)
change-unchecked =
    I could not check a change in { $group }: somebody coming or going, or a setting. I look at the whole room again within ten minutes.

    Please look whether everybody there belongs there, and tell the person who runs these bots.

# $who
unreached-managers =
    I cannot reach { $who } in private: they have declined or left our private chat, or do not take invitations. Until they come in, they get no warnings and no answers from me.

    I have asked them in again, if their app lets me. Please ask them whether they would accept.

# $group (its name, or empty), $setting (its type; said in words), $who (who changed it, or empty), $since (time and
# day, or empty), $grave (yes: words could be read, or somebody let in)
setting-repaired =
    { $grave ->
        [yes] ALARM: one of the walls of { $group } had been opened: { $setting }.
       *[no] One of the walls of { $group } had been changed: { $setting }.
    } It was done by { $who }, { $since }. I am putting it back, and look again in a moment whether it holds.

    { $grave ->
        [yes] I am taking back every invitation that is open there (whoever belongs gets a new one), and new keys are used for what we say. Please say nothing confidential there until I have said that it holds, and find out why.
       *[no] Please find out why. Until then, take care what is said in that room.
    }

# $group, $setting, $since, $grave (as above), $who (the bot whose account was used)
setting-repaired-bot =
    { $grave ->
        [yes] ALARM: one of the walls of { $group } had been opened: { $setting }.
       *[no] One of the walls of { $group } had been changed: { $setting }.
    } It was done with the { $who }'s account, { $since }. I am putting it back, and look again in a moment whether it holds.

    { $grave ->
        [yes] I am taking back every invitation that is open there (whoever belongs gets a new one), and new keys are used for what we say. Please say nothing confidential there until I have said that it holds, and find out why.
       *[no] Please find out why. Until then, take care what is said in that room.
    }

    The { $who } does not do such things by itself, so somebody else may know its password. Please ask the person who runs these bots to change it.

# $group, $who, $by
removed-managers =
    { $by } took { $who } off the list of { $group }. They can no longer come in, and have been told in private.

    To let them back in: !invite @name:server

# $group, $who, $by, $reason (what the facilitator wrote)
removed-managers-why =
    { $by } took { $who } off the list of { $group }. They can no longer come in, and have been told in private, without the reason.

    The reason that { $by } gave: { $reason }

    To let them back in: !invite @name:server

# $group, $by
group-new-managers =
    { $by } is making a new group: { $group }. Nobody is in it yet.

    To ask somebody in: !invite @name:server { $group }

# $group, $who, $by, $day
suspended-managers =
    { $by } suspended { $who } from { $group } until { $day }. They are out of its rooms, have been told in private, and get an invitation by itself then.

    To let them in sooner: !invite @name:server

# $group, $who
suspension-over-managers =
    The break of { $who } from { $group } is over. They have been told, and are invited as soon as they have agreed to our policy.

    If they should not come back: !remove @name:server reason

# $who, $role (member or facilitator), $group, $by
role-managers =
    { $by } made { $who } a { $role } of { $group }. They have been told.

    To change it back: !role @name:server member or facilitator

# $who, $old, $new (names of groups), $by
moved-managers =
    { $by } moved { $who } from { $old } to { $new }. They have been told, and are invited there as a member as soon as they have agreed to our policy.

    To move them back: !move @name:server to { $old }

# $group, $who
left-managers =
    { $who } has left the room of { $group } of their own accord. They are still on its list.

    Please ask them how they are if you can. To send them a new invitation: !invite @name:server

risk-private-heard =
    Thank you for writing to me. I am only a bot, so I am letting a person know what you wrote. It may take them a while to see it.

    If you need someone sooner:

    { -helplines }

    You can go on writing here. Say help to see these numbers again.

risk-private-word =
    Thank you for telling me. I am only a bot, but I am letting a person know what you wrote. It may take them a while to see it, so please do not wait for them.

    Please turn to someone now:

    { -helplines }

    If you can, be with somebody you trust. If you have taken or done something that could harm you, ring 999 now.

    You can go on writing here. Say help to see these numbers again.

# $what (what was to be done), $why (a code for the operator)
could-not-do =
    I could not do something and have given it up: { $what } ({ $why }).

    Please do it by hand if it matters, and tell the person who runs these bots.

# $what (what was to be done)
came-too-late =
    Something could not be done in time and has been given up: { $what }. Most likely the homeserver could not be reached for long, or somebody has not come into their private chat with the guide.

    Please look whether anybody should hear from you, and tell the person who runs these bots.

# $what (what was to be done)
could-not-read-back =
    Something that was still to be done cannot be read back, because it was damaged: { $what }. I cannot tell whom it was for.

    Please tell the person who runs these bots.

# to facilitators, in private
managers-unreached =
    I have something for the Online Manager that should not wait, and it does not reach them. Most often that is because nobody is in the managers' room with a verified device.

    Please ring the Online Manager, or whoever stands in, and ask them to open their chat app. I may show it to them alone.

    If you are worried about somebody, please do not wait for us:

    { -helplines }

# $bots (which of the bots), $time (day and time of day)
store-put-back =
    The records of these bots were put back to how they were on { $time }, or came from a copy: { $bots }. They have begun again as new devices of the same accounts. Nobody has to verify anything, and no app should warn of it.

    What people wrote since then can no longer be read here. It may have been checked when it was written, and it is not in these transcripts. Some of what I said may come twice, and what I was about to say is dropped. The lists are those of that time: please look with !roster whether somebody was let in or taken out since.

    If nobody put anything back, please tell the person who runs these bots, today.

## Safe mode

# $lacking (what does not work)
safe-mode =
    We bots are working in safe mode. This does not work: { $lacking }.

    Everything else works as usual. Please tell the person who runs these bots. I will say so here when all is well again.

safe-mode-over = Safe mode is over: everything works again.

## Words whose sender is not proven

# $place (a group's name, or empty), $who (profile name), $id (Matrix id)
identity-changed-managers =
    { $who } ({ $id }) writes in { $place } with new keys. That is what happens when somebody gets a new phone and has lost their recovery key. It could also be somebody else in their name.

    Until you accept the new keys, I do nothing that they ask, and they cannot read what we bots write. Their words are checked and recorded as usual, marked as not proven.

    Please ask them by another road, such as the telephone. If it is really them, say !accept { $id }

# $place, $who, $id
unverified-managers =
    { $who } ({ $id }) writes in { $place } from a device that they have not verified. They cannot read what we bots write, so they do not see warnings or that a session is recorded. Others may not see their words.

    Please help them: in the settings of their chat app, under Sessions or Devices, they can verify this device with another one or with their recovery key.

# $place, $who, $id
unproven-managers =
    A message in { $place } that claims to be from { $who } ({ $id }) could not be proven to be theirs. It was checked like any other, and nothing it asks for was done.

    Please ask { $who } whether they wrote it.

# $who, $by
accepted-managers = { $by } has checked and accepted the new keys of { $who }.
