### A group with more than one room, open rooms, and the end of a group.

# Names of rooms. The homeserver can read them: no name of a person, no illness.
# $organisation
room-name-conversation = { $organisation } – between meetings
# $organisation
room-name-space = { $organisation } – a group's rooms

# What was to be done, said in words.
doing-silence = letting nobody speak in a room any more

# Pinned in a group's conversation room; said anew when somebody has come in.
notice-conversation =
    About this room. It is for talking between meetings, and it is looked after by bots, which are small computer programs, and by people.

    • What is said here stays here. Please do not pass it on. The one exception: if you or someone else may come to serious harm, we may have to ask for help outside the group, and try to talk with you first.
    • Nothing here is recorded. Meetings are held in the group's other room, and only those are recorded.
    • You do not have to say who you are. Please leave out full names, addresses, places of work, dates of birth and names of doctors, of yourself and of others. The guide has a quiet word with you if you forget.
    • The bots read words only. Nobody examines what a picture shows or what a voice message says. If something matters, please write it too.
    • People look in at staffed hours only, and a bot can miss what you mean. In an emergency, ring 999. Samaritans, day and night: ring 116 123.

    To ask for something, to see more people you can turn to, or to leave: write help to the guide in your private chat with it.

# Said in the conversation room when a session has been closed.
transcript-news =
    A session has just closed, and those who were not there can read it now. Only the members and facilitators of this group can.

    Say transcripts to the guide in your private chat, and it gives you the way there.

# $group
session-opening-elsewhere =
    Done, but not in the room where you said it: that one is for talking between meetings, and nothing there is recorded. The scribe tells the session room of { $group } that the session is open, and recording begins there.

    Please go on in the session room. Say !session close to end it.

# $group
session-closing-elsewhere =
    Done. The scribe tells the session room of { $group } that the session is closed, and recording stops there.

    Say transcripts to read it.

# $who, $group
already-inside-rooms =
    { $who } is on the list of { $group } already. In case they are missing from one of its rooms, I am asking them in there again.

    Say !roster to see the whole list.

# $marked (the member's own words), $kinds, $whose (other: it seems to be about somebody else)
warning-open =
    A quiet word, just between you and me. You wrote something in one of the open rooms that may hold { $kinds }:

    { $marked }

    { $whose ->
        [other] It seems to be about somebody else, who cannot choose for themselves here. Everybody can read that room, members or not. Confidentiality cannot be guaranteed there.
       *[own] Everybody can read that room, members or not, and that could tell them who somebody is. Confidentiality cannot be guaranteed there.
    }

    I can take nothing away there. If you would rather have it gone: hold your finger on the message (or right-click it) and choose Remove.

    ✏ edit – I tell you how to change it yourself
    👍 keep – it is fine, and I do not ask about this again
    ❔ ask – you would like to ask the Online Manager

    You have done nothing wrong. Say help to see what I can do.

# $group (the name of a group that was closed)
group-there-closed =
    There was a group { $group }. It is closed, and its transcripts go by that name, so I have done nothing.

    Please take another name.

# $called (what was asked for, with what tells between «marks»), $kinds
group-name-tells =
    I have not made the group yet, because its name may hold { $kinds }:

    { $called }

    Everybody in the group sees the name, and so does whoever glances at a phone. Something neutral is safer, such as a day or a thing: !group new Tuesday lamp

    If you mean it all the same, say confirm within ten minutes; if not, say stop. Nobody else is told, and the homeserver sees a neutral name either way.

# $called
group-name-unchecked =
    I have not made { $called } yet, because I cannot look just now whether the name could tell who somebody is.

    If you are sure that it could not, say confirm within ten minutes; if not, say stop. Or try again in a few minutes.

# $called (a name in house.toml, with what tells between «marks»), $kinds
house-name-tells =
    I have not made the group { $called } of house.toml, because its name may hold { $kinds }. Everybody in the group would see it.

    Please ask the person who runs these bots to choose a neutral name there. If it is meant all the same, they can add the line sure_of_name = true to that group.

# $called (with what tells between «marks»), $kinds
server-name-tells =
    A name that the homeserver can read may hold { $kinds }:

    { $called }

    It is part of the names of rooms. Please ask the person who runs these bots whether it should be more neutral: organisation in house.toml, or the sentences that begin with room-name.

# $room (as house.toml names it)
open-room-unknown =
    I cannot find the open room { $room } that house.toml names, so I watch nothing there.

    Please tell the person who runs these bots.

# $group, $inside (how many people), $others (how many more are on the list)
group-close-sure =
    This closes { $group } for good. It cannot be opened again.

    • Nobody can write in its rooms any more.
    • { $inside ->
        [one] One person is inside. They are
       *[other] { $inside } people are inside. They are
    } told kindly, in private, and taken out a quarter of an hour later.
    • { $others ->
        [one] One more on the list is told too, and their invitation is withdrawn.
       *[other] { $others } more on the list are told too, and their invitations are withdrawn.
    }
    • Transcripts stay as long as they would have, and those who are inside now can go on reading them.

    Say confirm, here, if you mean it. Anything else leaves the group as it is.

# $group, $inside (how many people), $others (how many more are on the list)
group-close-sure-session =
    This closes { $group } for good. It cannot be opened again.

    • A session is open now: its recording stops, and nobody can write in the group's rooms any more.
    • { $inside ->
        [one] One person is inside. They are
       *[other] { $inside } people are inside. They are
    } told kindly, in private, and taken out a quarter of an hour later.
    • { $others ->
        [one] One more on the list is told too, and their invitation is withdrawn.
       *[other] { $others } more on the list are told too, and their invitations are withdrawn.
    }
    • Transcripts stay as long as they would have, and those who are inside now can go on reading them.

    Say confirm, here, if you mean it. Anything else leaves the group as it is.

# $group
group-closed-already =
    { $group } is closed already, so there is nothing to do.

    Say !group list to see all groups.

# $group
group-closed-done =
    Done. { $group } is closed: nobody can write there any more, and everybody on its list is told in private. Those who are inside are taken out in a quarter of an hour.

    Say !group list to see all groups.

# $group, $by
group-closed-managers =
    { $by } has closed { $group } for good. Everybody on its list is told in private.

    Please look whether somebody needs a word from a person: the end of a group can be hard.

# $group
group-closed-member =
    { $group } has come to an end, and its rooms are closed: nothing can be written there any more. In a quarter of an hour I take everybody out of them, you too. You do not have to do anything.

    I know that this may be hard to read. Thank you for having been part of it. What is in its transcripts can still be read, for as long as it would have been: say transcripts.

    You can still write to me here: say help to see people you can turn to at any time. If you want to know more, please ask the Online Manager: write ask to me.

# $group
group-closed-invited =
    { $group } has come to an end, so nobody can come into its rooms any more, and an invitation to them has no use now. You do not have to do anything.

    You can still write to me here: say help to see people you can turn to at any time. If you want to know more, please ask the Online Manager: write ask to me.

## Readers of a closed group

# $who, $id (their Matrix id), $group
reading-sure =
    This would end the right of { $who } ({ $id }) to read the transcripts of { $group }, which is closed. It cannot be given back. They are told in private.

    To go on, reply confirm within ten minutes. To leave it, say stop.

# $who, $id, $group, $reason
reading-sure-why =
    This would end the right of { $who } ({ $id }) to read the transcripts of { $group }, which is closed. It cannot be given back. They are told in private, with your reason: { $reason }

    To go on, reply confirm within ten minutes. To leave it, say stop.

# $who, $group
reading-none = { $who } cannot read the transcripts of { $group }, so I have changed nothing. Say !group show { $group } to see who can.

# $group
reading-ended-member =
    From now on the transcripts of { $group } are closed to you. If you would like to know why, say ask: then the Online Manager gets your question.

    You can write to me here at any time. Say help to see people you can turn to.

# $group, $reason
reading-ended-member-why =
    From now on the transcripts of { $group } are closed to you. The reason given is: { $reason }

    If you would like to talk about it, say ask: then the Online Manager gets your question. You can write to me here at any time. Say help to see people you can turn to.

# $who, $group
reading-ended-done = Done. { $who } can no longer read the transcripts of { $group }. I have told them in private.

# $group, $who, $by
reading-ended-managers = { $by } ended the right of { $who } to read the transcripts of { $group }, which is closed.

# $group, $who, $by, $reason
reading-ended-managers-why = { $by } ended the right of { $who } to read the transcripts of { $group }, which is closed. The reason: { $reason }
