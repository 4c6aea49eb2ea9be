### The first words in the private room, and the menus.

# $group (the group's name)
welcome =
    Welcome to { $group }. You have agreed to our confidentiality policy, thank you. You are invited to each of its rooms now; please accept that in your app.

    A reminder of what matters most:

    • The bots read the messages in the group, and what you write to me here. Sessions are recorded while they are open, for the members and facilitators of { $group } alone.
    • What is said in the group stays in the group.
    • People read along only in staffed hours. In an emergency, ring 999.

    Say help and I will show you what I can do, or policy to read it all again.

# Pinned in the room where a group meets; said anew when somebody has come in.
notice =
    About this room. It is looked after by bots, which are small computer programs, and by people.

    • What is said here stays here. Please do not pass it on. The one exception: if you or someone else may come to serious harm, we may have to ask for help outside the group, and try to talk with you first.
    • You do not have to say who you are. Please leave out full names, addresses, places of work, dates of birth and names of doctors, of yourself and of others. The guide has a quiet word with you if you forget.
    • The scribe says when a session opens and closes. Between the two, what is written here is recorded, for the members and facilitators of this group.
    • The bots read words only. Nobody examines what a picture shows or what a voice message says. If something matters, please write it too.
    • People look in at staffed hours only, and a bot can miss what you mean. In an emergency, ring 999. Samaritans, day and night: ring 116 123.

    To ask for something, to see more people you can turn to, or to leave: write help to the guide in your private chat with it.

-menu =
    worried – tell the Online Manager what worries you
    ask – ask the Online Manager something
    report – say that confidence was broken
    transcripts – read past sessions
    remove – take away the message I warned you about
    keep – leave that message as it is
    leave – leave your group
    more – see what else you can say
    help – see this again

-menu-more =
    policy – read our confidentiality policy
    share – ask your group whether something may be told outside it
    requests – what you can answer or withdraw
    restore – put a message of yours back, if it was taken away and not by you
    { -menu-registration }
    done – end a talk with the Online Manager

-menu-group =
    !session open – begin a session and its recording
    !session close – end both
    !invite @name:server – ask somebody in
    !remove @name:server reason – take somebody out
    !suspend @name:server 2 weeks – out for a time
    !move @name:server to another group of yours
    !roster – see who is on the list
    !devices – see who cannot read, and why
    !warnings pause – no warnings in this session
    !accept @name:server – believe new keys, after you have asked them by another road

help-member =
    If you need someone now:

    { -helplines }

    This chat is not watched all the time. If you need help now, please use one of these.

    You can say to me:

    { -menu }

help-more =
    You can also say to me:

    { -menu-more }

    Say help for the rest, and for people to turn to.

help-facilitator =
    If you or someone in the group needs help now:

    { -helplines }

    You can say to me:

    { -menu }
    commands – see what you can do for your group

help-manager =
    If you or someone else needs help now:

    { -helplines }

    You can say to me:

    { -menu }
    commands – see what you can do for the groups

    In the thread of a case:

    ack – take the case on, so that the others know

    In the thread of a question or report, what you write goes to the person. Begin with note to keep a line there; close ends it.

commands-facilitator =
    For your group you can say:

    { -menu-group }

    What takes somebody out is shown to you first; reply confirm.

    If you look after several groups, put the group's name at the end. Names of people are best typed here, and not in the group.

    Say help for everything else.

commands-manager =
    For every group, in its room or with its name at the end:

    { -menu-group }

    What takes somebody out is shown to you first; reply confirm.

    For the organisation:

    !group new Name – make a group with its rooms (add: in one room, in two rooms, in a space)
    !group adopt !room:server Name – take on a room that you have already
    !group list – see all groups
    !group show Name – see who is in one
    !group close Name – end a group, after confirm
    !role @name:server facilitator, or member – change what somebody is

    newcomers – see how people get an account and a place

    In the managers' room:

    !dialogues – see open questions and reports
    !warnings – count warnings
    !verify – show the pictures for somebody who verifies one of us bots

    Say help for everything else.

commands-newcomers =
    For people who are not here yet:

    !welcome 3 – make links with which newcomers get an account, one each
    { -menu-applicants }

    Say commands for the groups.

# $organisation
welcome-manager =
    Hello. I am the guide, one of the four bots of { $organisation }. You are set up as its Online Manager.

    In the managers' room we tell you when a stranger was taken out, when a wall of a room was changed, and when there may be a sign of danger. Each sign of danger has a thread of its own: say ack there to take it on. Members' questions and reports come there too; what you write in the thread of one goes to its author.

    A program finds these signs. It misses some, and some are nothing, so people must go on reading the rooms.

    Say help to see what you can ask me.
