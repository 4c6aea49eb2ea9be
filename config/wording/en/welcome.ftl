### The first words in the private room, and the menus.

# $group (the group's name)
welcome =
    Welcome to { $group }. I am the guide. I am a bot, a small computer program, and I am glad you are here.

    A few things to know:

    • My fellow bots and I read the messages in the group. We keep strangers out, we notice details that could give somebody away, and we notice when somebody may be in danger. I look at what you write to me here in the same way.
    • Sessions are recorded while they are open. Only the members and facilitators of { $group } can read them later.
    • What is said in the group stays in the group. Please do not pass it on.
    • There is one exception. If you or someone else may come to serious harm, we may have to ask for help outside the group. We try to talk with you first.
    • People read the messages only in staffed hours. In an emergency, ring 999.

    Say help and I will show you what I can do.

-menu =
    transcripts – read past sessions
    remove – take away the message I warned you about
    keep – leave that message as it is
    help – see this again

-menu-group =
    !session open – begin a session and its recording
    !session close – end both
    !invite @name:server – ask somebody in
    !remove @name:server reason – take somebody out
    !roster – see who is on the list
    !accept @name:server – believe somebody's new keys, after you have asked them by another road

help-member =
    If you need someone now:

    { -helplines }

    This chat is not watched all the time. If you need help now, please use one of these.

    You can say to me:

    { -menu }

help-facilitator =
    If you or someone in the group needs help now:

    { -helplines }

    You can say to me:

    { -menu }

    For your group:

    { -menu-group }

help-manager =
    If you or someone else needs help now:

    { -helplines }

    You can say to me:

    { -menu }

    For every group (in its room, or with its name at the end):

    { -menu-group }

    In the thread of a case:

    ack – take the case on, so that the others know

    In the managers' room:

    !verify – show the pictures that somebody compares who verifies one of us bots

# $organisation
welcome-manager =
    Hello. I am the guide, one of the four bots of { $organisation }. You are set up as its Online Manager.

    In the managers' room we tell you when a stranger was taken out, when a wall of a room was changed, and when there may be a sign of danger. Each sign of danger has a thread of its own: say ack there to take it on.

    A program finds these signs. It misses some, and some are nothing, so people must go on reading the rooms.

    Say help to see what you can ask me.
