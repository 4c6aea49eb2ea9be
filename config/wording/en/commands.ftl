### Answers to what people ask the bots to do.

not-understood =
    Sorry, I did not understand that. I am only a bot and know a few words. No person has read it yet.

    Say help to see what I can do. In an emergency, ring 999.

# Said to thanks and the like.
thanks =
    You are welcome. I am here whenever you need me.

    Say help to see what I can do.

# $word (what was typed), $nearest (the nearest words that there are, with commas between)
unknown-command =
    I do not know the word { $word }. The nearest that I know: { $nearest }

    Say help to see all the words I know.

no-permission =
    Sorry, that is for the group's facilitators or the Online Manager, so I have done nothing.

    Say help to see what you can ask me. If you think you should be able to do this, please ask your facilitator.

# $usage (how it is written)
wrong-arguments =
    I could not follow that. Please write it like this:

    { $usage }

    Say help to see all the words I know.

signed-device-needed =
    I could not be sure that this came from you, so I have done nothing. The device you are using is not verified yet.

    Please open the settings of your chat app, look for Sessions or Devices, and verify this device with another device of yours or with your recovery key. Then say it again.

    If you cannot get it to work, ask your facilitator. Say help to see what I can do.

session-opened =
    The session is open. From now on what is said here is recorded, for the members and facilitators of this group and nobody else.

    If you would rather not be in the transcript, please read along and do not write until the session closes.

session-closed =
    The session is closed and the recording has stopped. Members and facilitators of this group can read the transcript: say transcripts to the guide.

# $group
session-opening =
    Done. The scribe tells { $group } that the session is open, and recording begins there.

    Say !session close to end it.

# $group
session-closing =
    Done. The scribe tells { $group } that the session is closed, and recording stops there.

    Say transcripts to read it.

session-already-open =
    A session is open already, and it is being recorded. To end it, say !session close.

session-not-open =
    There is no open session in this group. To begin one, say !session open.

# $who (profile name or Matrix id), $group (the group's name)
invited =
    Done. { $who } is on the list of { $group } now and gets an invitation.

    Say !roster to see the whole list.

# $who (profile name or Matrix id), $group
invited-again =
    { $who } was on the list of { $group } already. I am sending the invitation once more.

    If it does not arrive, check their address: say !roster to see the whole list.

# $who, $group
already-inside =
    { $who } is on the list of { $group } already, so there is nothing to do.

    Say !roster to see the whole list.

# $who
removed-done =
    Done. { $who } is off the list and can no longer come in. I tell them so in private.

    Say !roster to see the whole list.

# $group (the group's name)
group-new =
    I am making { $group } and its rooms. It takes a moment.

    Then ask somebody in with !invite @name:server { $group } and make them its facilitator with !role @name:server facilitator { $group }. Everybody reads and agrees to our policy before they come in, facilitators too.

# $group
group-there =
    There is a group { $group } already, so I have done nothing.

    Say !group list to see all groups.

# $most (how many letters)
group-name-bad =
    I cannot use that as a name. Please take one of letters or numbers, with at most { $most } of them.

    People will see it; the homeserver will not.

groups-none =
    There is no group yet.

    Say !group new and a name to make one.

# $lines (one line for each group)
groups =
    These are the groups:

    { $lines }

    Say !group show and a name to see who is in one.

# $summary (one line about the group), $people (one line for each person)
group-shown =
    { $summary }

    { $people }

    Say help to see what else I can do.

# $summary (one line about the group)
group-empty =
    { $summary }

    Nobody is on its list yet. Ask somebody in with !invite, their Matrix address and the name of the group.

# $who
facilitator-refused =
    { $who } is a facilitator, so only the Online Manager can change that. I have done nothing.

    If something is wrong, please ask the Online Manager: write ask to me.

# $group, $day
suspended-member =
    You are taking a break from { $group } until { $day }, as its facilitator or the Online Manager decided. Its rooms are closed to you until then. I say nothing of it there.

    I know this may be hard to read. On that day you are invited again, without having to ask. If you want to know why, or think it is a mistake, please ask the Online Manager: write ask to me, and then your question, and I pass it on.

    You can still write to me here: say help to see people you can turn to at any time.

# $who, $day
suspended-done =
    Done. { $who } is out until { $day }, and gets an invitation by itself then. I tell them so in private, without a reason.

    To let them in sooner, say !invite with their Matrix address. Say !roster to see the whole list.

# $group
suspension-over-member =
    Welcome back. Your break from { $group } is over. You are invited to each of its rooms again; please accept that in your app.

    Say help to see what I can do.

# Said before the policy, to whoever has not agreed to the version in force. $group
suspension-over-reads =
    Your break from { $group } is over, and your place there is kept. Welcome back.

    One thing comes first: our confidentiality policy is new, or has changed, and everybody agrees to it before they come in. I show it to you now. Once you agree, you are invited at once.

# $group
now-facilitator =
    You are now a facilitator of { $group }. Thank you.

    Say help to see what you can ask me for your group.

# $group
now-member =
    You are now a member of { $group }, and no longer its facilitator.

    If you want to know why, please ask the Online Manager: write ask to me. Say help to see what I can do.

# $who, $role (member or facilitator), $group
role-done =
    Done. { $who } is now a { $role } of { $group }.

    Say !roster to see the whole list.

# $old, $new (names of groups)
moved-member =
    You are moving from { $old } to { $new }. You are invited to each of its rooms; please accept that in your app. The rooms of { $old } are closed to you now.

    If you did not expect this, please ask your facilitator, or write ask to me to reach the Online Manager. Say help to see what I can do.

# Said before the policy, to whoever has not agreed to the version in force. $old, $new (names of groups)
moved-reads =
    You are moving from { $old } to { $new }, and your place there is kept. The rooms of { $old } are closed to you now.

    One thing comes first: our confidentiality policy is new, or has changed, and everybody agrees to it before they come in. I show it to you now. Once you agree, you are invited at once. If you did not expect this, please ask your facilitator, or write ask to me to reach the Online Manager.

# $who, $old, $new
moved-done =
    Done. { $who } is off the list of { $old } and on that of { $new }. They get an invitation as soon as they have agreed to our policy. I tell them so in private.

    Say !roster to see the whole list.

# $group
remove-self =
    That is you yourself, so I have done nothing. If you want to leave { $group }, say leave.

    If somebody else should be its facilitator, please ask the Online Manager: write ask to me.

# $who
remove-refused =
    I cannot take { $who } out: the bots and the Online Manager can be taken out of no group. I have done nothing.

    If something is wrong, please talk with the Online Manager. Say !roster to see who is on the list.

# $group
removed-told-member =
    You are no longer part of { $group }, so its rooms are closed to you now. I say nothing of it there.

    I know this may be hard to read. If you want to know why, or think it is a mistake, please ask the Online Manager: write ask to me, and then your question, and I pass it on. You can still write to me here: say help to see people you can turn to at any time.

# $group, $lines (one line for each person)
roster =
    On the list of { $group }:

    { $lines }

    Say help to see what else I can do.

# $given (what was typed)
not-a-matrix-id =
    I cannot find anybody by { $given }. Please give their full Matrix address. It looks like @name:server, in small letters.

    People find their own in the settings of their chat app. Say !roster to see who is on the list.

# $who (a Matrix id), $group
not-on-list =
    { $who } is not on the list of { $group }, so there is nothing to do.

    Say !roster to see who is.

# $groups (their names)
which-group =
    Which group do you mean? You look after { $groups }.

    Please say it again with the group's name at the end, or in a room of that group.

# $group
room-not-ready =
    The rooms of { $group } are not ready yet, so I have done nothing. Please try again in a few minutes.

    If it stays like this, please tell the Online Manager.

# $who
accepted =
    Done. I believe the new keys of { $who } from now on.

    Say !roster to see who is on the list.

accepted-member =
    Your new device is known to me now. You can read what I write here again, and I do what you ask.

    Say help to see what I can do.

accept-refused =
    Sorry, nobody can accept their own keys, and those of us bots are not accepted by hand. I have done nothing.

    Please ask the Online Manager or another facilitator.
