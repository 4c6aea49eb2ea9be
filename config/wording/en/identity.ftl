### New keys and unverified devices, a worry, leaving: what works even while it is not certain who writes.

## To a device that nobody vouches for. Public words without a value: see FOR_ANYBODY in fourwalls/group/phrase.py.

identity-changed-told =
    Your chat app has new keys. That is ordinary with a new phone, or after signing in afresh. I cannot tell yet whether it is really you, so for now I do less.

    What still works here: help, worried, leave. And you can still write in your group. You cannot read what we bots write there yet.

    I have told the people who look after your group. One of them will check with you, by telephone or another road. Then all is as before.

    If you still have your old phone or your recovery key: in the settings of your chat app, look for Encryption or Security, and confirm your identity with it.

identity-changed-refused =
    I have not done that, because your chat app has new keys and nobody has checked them yet. The people who look after your group have been told.

    What works meanwhile: help, worried, leave.

unverified-told =
    The device you are writing from is not verified. You cannot read what we bots write to you from here, except words like these, and others may not see what you write.

    Please open the settings of your chat app, look for Encryption, Security or Sessions, and verify this device with another device of yours or with your recovery key. If you never set up a recovery key, set one up there now.

    If it does not work, please ask your facilitator. What works meanwhile: help, worried, leave.

help-anybody =
    If you need someone now:

    { -helplines }

    This chat is not watched all the time. If you need help now, please use one of these.

    Until your device is verified, or a facilitator has checked your new keys, you can say to me:

    worried – tell the Online Manager what worries you
    leave – tell us that you want to leave your group
    help – see this again

## A worry

worried-what =
    I am listening. Please write to me here, in one message, what worries you: about yourself, about somebody else, or something that was passed on and should not have been.

    I pass that message on to the Online Manager just as you write it, with your name. The group does not see it. If you would rather not, say stop.

worried-thanks =
    Thank you for telling us. I have passed your words on to the Online Manager. They look in staffed hours, so it may take them a while.

    If you need someone sooner:

    { -helplines }

    To add something, say worried again.

worried-dropped =
    That is fine. I pass nothing on. Say worried whenever you like.

# $number, $who, $time
worry-root =
    Case { $number }: { $who } is worried
    Told to the guide in private, { $time }.

    Please read it in the thread. Then say ack there to take it on.

# $quote (the message)
worry-why =
    What they wrote:

    { $quote }

    They were thanked and given people to turn to. Nobody in the group knows. Say ack in this thread to take it on. If a life is in danger, ring 999 first.

# $quote (the message)
worry-why-unproven =
    What was written:

    { $quote }

    It is not proven that it was this person: their device is not verified, or their keys are new. So please do not tell them by chat what you know; ask them by another road, such as the telephone.

    Say ack in this thread to take it on. If a life is in danger, ring 999 first.

## Leaving

# $group (one or more names)
leave-sure =
    You want to leave { $group }. That is all right, and you need give no reason.

    If you are sure, reply with one of these within ten minutes:

    confirm – you leave. What you said in sessions stays in the transcripts, for the members and facilitators of the group.
    confirm erase – you leave, and what you said goes out of the transcripts: nobody can read it there from now on, and after 7 days it is gone for good.

    Either way you are taken off the list and out of the rooms, and can no longer read there or in the transcripts. I cannot take back what people have read or have on their devices. To take single messages out of a room as well, do that before you leave: hold your finger on one (or right-click it) and choose Remove. What the Online Manager was given because somebody may have been in danger stays there.

    If you do not want to leave, say stop, or nothing at all.

# $group (one or more names)
left-told =
    You have left { $group }. Thank you for having been there. If you want to come back one day, just ask a facilitator.

    You can still write to me here. Say help to see people you can turn to at any time.

leave-none =
    You are on the list of no group, so there is nothing to leave. Say help to see what you can ask me.

leave-wish =
    I have heard that you want to leave. I cannot be sure yet that it is you who writes, so I do not do it by myself: a person will ask you by another road.

    You can also leave the group's rooms in your chat app at any time.

leave-facilitator =
    I have passed it on to the Online Manager. You look after a group, so a person will talk with you first about who does it after you.

# $who, $id (Matrix id), $group (one or more names)
leave-wish-unproven =
    { $who } ({ $id }) has told the guide that they want to leave { $group }. It is not proven that it was they: their device is not verified, or their keys are new. So I have done nothing.

    Please ask them by another road, such as the telephone. If they do want to leave: !remove { $id }

# $who, $id (Matrix id), $group (one or more names)
leave-wish-facilitator =
    { $who } ({ $id }) wants to leave { $group }, where they are a facilitator. I have done nothing yet.

    Please talk with them about who looks after the group. Then the Online Manager can say !remove { $id }

# $who, $group (one or more names)
left-by-word = { $who } has left { $group } by their own word to the guide. They are off the list there and out of the rooms. If they want to come back: !invite @name:server

# $who (Matrix id)
accepted-operator = The person who runs the bots has checked and accepted the new keys of { $who }.

## To the facilitators, in private

# $who, $id (Matrix id)
identity-changed-facilitator =
    { $who } ({ $id }) writes with new keys. That is ordinary with a new phone, but it could also be somebody else in their name.

    Please ask them by telephone or face to face, not in this chat and not in the group's rooms: did you change your phone or sign in afresh? If you can only ask in writing, ask something that only they know.

    If it is really them, say !accept { $id }

    Until then I obey nothing from there but help, worried and a wish to leave, and they cannot read what we bots write in the group.

# $who, $id (Matrix id)
unverified-facilitator =
    { $who } ({ $id }) writes from a device that is not verified. They cannot read what we bots write in the group, and others may not see their words.

    I have told them in private what to do: in the settings of their chat app, under Encryption, Security or Sessions, verify this device with another one or with the recovery key. Please help them with it if you can.
