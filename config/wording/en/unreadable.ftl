### Words that could not be read: whose, why, and what can be done.

# $place (a group's name, or empty), $who, $cause (a code: no_key, blacklisted, unverified, unauthorised, unavailable, no_olm, malformed)
unreadable-managers =
    A message from { $who } in { $place } could not be read{ $cause ->
        [no_key] : its key has not come.
        [blacklisted] : their app has been told to give one of us bots no keys.
        [unverified] : their app takes one of us bots for unverified and gives it no keys.
        [unauthorised] : their app says that one of us bots is not entitled to the key.
        [unavailable] : the device that was asked for the key has none.
        [no_olm] : their app could not reach one of us bots safely.
       *[malformed] . It was not in a form that can be opened.
    } It has not been checked and is not in the transcript.

    Please ask { $who } how they are, and to say it again.{ $cause ->
        [unverified] { "" } If this happens with several people, one of us bots may have lost its signature: please ask the person who runs us to look at fourwalls doctor.
        [no_olm] { "" } If this happens with several people, please tell the person who runs us.
       *[malformed] { "" } If this goes on, please tell the person who runs us.
    }

# $place, $who, $cause (as above)
unreadable-facilitator =
    A message from { $who } in { $place } could not be read by us bots. It has not been checked and is not in the transcript. I have told them in private, if they can read me.

    { $cause ->
        [no_key] Its key has not come. Often their app was closed too soon or is offline. Please ask them to open the app, wait a minute, and say it again. If it goes on: Settings, Encryption in Element, and verify the device.
        [blacklisted] Their app has been told to give one of us bots no keys. Please ask them to open my name in the app, look at our sessions, and take back the block. If they cannot find it: sign out and in again, with the recovery key at hand.
        [unverified] Their app gives keys only to those whom it takes for verified, and one of us bots is not. In Element on a computer: Settings, Encryption, and switch off to send only to verified users. If they use another app, cannot find it, or several people have this, please tell the Online Manager: then the fault is ours.
        [unauthorised] Their app believes that one of us bots is not in the room. Please ask them to restart the app and say it again.
        [unavailable] It was written on a device that no longer has the key. Please ask them to say it again.
        [no_olm] Their app could not make a safe connection with one of us bots. Please ask them to restart the app and say it again. If it goes on, please tell the Online Manager.
       *[malformed] It was not in a form that can be opened. Please ask them which app they use; Element and Element X are known to work.
    }

# $place, $cause (as above)
unreadable-member =
    I could not read something that you wrote in { $place }. You have done nothing wrong. It has not been checked, and it is in no transcript.

    { $cause ->
        [no_key] Its key has not come. Please leave your app open for a minute while you are online, and then say it again.
        [blacklisted] Your app has been told to give one of us bots no keys. Open my name in the app and look whether one of our sessions is blocked there.
        [unverified] Your app gives keys only to those whom it takes for verified. In Element on a computer: Settings, Encryption, and switch off to send only to verified users. Then say it again. If you use another app or cannot find it, tell your facilitator: it may be our fault.
        [unauthorised] Your app believes that one of us bots is not in the room. Please close and open your app, and say it again.
        [unavailable] The device that you wrote it on no longer has its key. Please say it again.
        [no_olm] Your app could not make a safe connection with me. Please close and open it, and say it again.
       *[malformed] It was not in a form that I can open. If you use an unusual app, please try Element or Element X.
    }

    If you wrote because you need help now, please do not wait for us. Say help to see people you can turn to.

# $place, $who
read-after-all = What { $who } wrote in { $place } and could not be read has been read now. It has been checked, and recorded if a session was on.

# $place
read-after-all-member = What you wrote in { $place } and I could not read has been read now. You need not say it again.

## Messages that the homeserver did not give us

# $place (a group's name, or empty)
messages-missed =
    Some messages in { $place } could not be fetched after a break in the connection. They have not been checked and are not in the transcript. We try again every hour, for a day.

    Until then, somebody of the group please read back there.

messages-missed-private =
    After a break in the connection, something that you wrote to me may not have reached me. I am trying to fetch it.

    If you asked for something and heard nothing, please say it again. If you need someone now, say help.

# $place (a group's name, or empty)
messages-found = The messages in { $place } that were missing have been fetched. They have been checked, and recorded where a session was on.

# $place (a group's name, or empty)
messages-lost =
    The messages in { $place } that were missing could not be fetched within a day, and we try no more. They have not been checked, and the transcript says that some are missing.

    Somebody of the group please read back there, if nobody has.

transcript-hole = Some messages are missing here, after a break in the connection. They may still come.

transcript-hole-filled = Some messages came late here, after a break in the connection.

asked-too-late =
    Only now could I read what you asked of me a while ago, so I have not done it: you may not want it any more.

    If you do, please say it again.
