### The confidentiality policy: reading it, agreeing to it, and what is told of that. Its text is policy/en.md.

# $group (the group's name), $page (the first piece), $pages (how many there are)
policy-asked =
    Hello. I am the guide. I am a bot, a small computer program, and I am glad you are here. You are invited to { $group }.

    Before you come in, please read how we keep confidence there. It is { $pages } short pieces, and this is the first. Take the time you need; your place is kept.

    { $page }

    Say next to read on, or all to read the rest at once.

# $group, $page, $pages
policy-asked-again =
    Before you come into { $group }, please read our confidentiality policy, in { $pages } short pieces. Your place is kept for as long as you need.

    { $page }

    Say next to read on, or all to read the rest at once.

# $group
policy-asked-too =
    You are also invited to { $group }. The policy that you are reading with me counts there too: once you have agreed, you are invited to both groups.

    Say again to go on where you were.

# $day, $page, $pages
policy-changed =
    We ask everybody to read our confidentiality policy and to agree to it: it is new, or has changed. Until { $day } nothing changes for you. It is { $pages } short pieces, and this is the first.

    { $page }

    Say next to read on, or all to read the rest at once.

# To somebody who was inside a room before it was ours, and never heard of the guide.
# $group, $day, $page, $pages
policy-asked-inside =
    Hello. I am the guide. I am a bot, a small computer program. We bots look after { $group } from now on: we keep strangers out, and I give you a quiet word here if something you wrote might tell who you are.

    You can stay as you are. We ask everybody there to read how we keep confidence and to agree to it by { $day }. It is { $pages } short pieces, and this is the first.

    { $page }

    Say next to read on, or all to read the rest at once.

# To somebody who may read the transcripts of groups that are closed, and is in no other.
# $group (one or more names), $day, $page, $pages
policy-changed-reader =
    Our confidentiality policy has changed, or is new. You can read the transcripts of { $group }, so it counts for you too. Please read it and agree to it; until { $day } nothing changes for you. It is { $pages } short pieces, and this is the first.

    { $page }

    Say next to read on, or all to read the rest at once.

# $group (one or more names), $day
policy-reminder-reader =
    A friendly reminder: please read our confidentiality policy with me, and tell me by { $day } whether you agree. After that day the transcripts of { $group } are closed to you until you do.

    Say again to go on where you were, or all to read it at once.

# $group (one or more names)
policy-reading-rests =
    The time for reading our confidentiality policy is over, so the transcripts of { $group } are closed to you for now. Nobody is cross with you, and nothing is lost.

    When you are ready, say policy to read it, and then I agree. You can read them again at once.

# $group (one or more names)
policy-reads-again =
    Thank you. I have written down that you agree, with today's date. You can read the transcripts of { $group } again: say transcripts.

# $page, $pages
policy-asked-manager =
    Our confidentiality policy binds everybody, you too. Please read it, in { $pages } short pieces, and agree to it. The managers' room stays open to you meanwhile.

    { $page }

    Say next to read on, or all to read the rest at once.

# Said when the text has changed while somebody was reading it. $page, $pages
policy-anew =
    Something in our confidentiality policy has changed while you were reading it with me. You should know all of what you agree to, so here it is from the beginning, in { $pages } short pieces. I am sorry to ask you twice.

    { $page }

    Say next to read on, or all to read the rest at once.

# $page, $number, $pages
policy-page =
    { $page }

    That was piece { $number } of { $pages }. Say next to read on, back to go back, or all to read the rest at once.

# $page (the last piece, or all that were left)
policy-last =
    { $page }

    That was all of it. If you agree to keep to this, please write: I agree

    If you would rather not, say not now. Say back or again to read once more. If you are unsure, say ask: then the Online Manager gets your question.

# $page (as much of it as fits one message; more comes at once)
policy-part = { $page }

# $page (the end of the whole)
policy-whole =
    { $page }

    That was our confidentiality policy, to which you agreed. Say help to see what I can do.

# $number, $pages
policy-go-on =
    We were reading our confidentiality policy, at piece { $number } of { $pages }. Say next to read on, again to see it once more, or not now if you would rather not.

# $number, $pages
policy-unclear =
    Sorry, I did not understand that. I am only a bot and know a few words. No person has read it yet. In an emergency, ring 999.

    We were reading our confidentiality policy, at piece { $number } of { $pages }. Say next to read on, again to see it once more, I agree at the end, or not now if you would rather not. Say help to see people you can turn to.

policy-say-agree =
    You have read all of it, thank you. So that there is no doubt, please write it in words: I agree

    If you would rather not, say not now. Say again to see the last piece once more.

policy-more-first =
    Thank you. You have not seen all of it yet, and we want you to know what you agree to. Here is the rest.

# Of somebody who stays inside.
policy-agreed =
    Thank you. I have written down that you agree, with today's date. Nothing else changes for you.

    Say policy to read it again at any time.

policy-agreed-already =
    You have agreed to our confidentiality policy already, so there is nothing to do. Thank you.

    Say policy to read it again, or help to see what I can do.

# $group (one or more names)
policy-not-now =
    That is all right, and nobody is cross with you. You do not come into { $group } for now, and your place on the list is kept. I tell your facilitator and the Online Manager only that you would rather not agree now.

    If you change your mind, say policy to read it once more, and then I agree. If something in it worries you, say ask: then the Online Manager gets your question. Say help to see people you can turn to.

policy-not-now-inside =
    That is all right, and nobody is cross with you. Until the day that I told you nothing changes. I tell your facilitator and the Online Manager only that you would rather not agree now.

    If you change your mind, say policy to read it once more, and then I agree. If something in it worries you, say ask: then the Online Manager gets your question.

# $who, $group (one or more names)
policy-not-now-told = { $who } would rather not agree to the confidentiality policy for now ({ $group }). Please do not press them. They can agree at any time, and their place is kept until then.

# $group
policy-reminder-asked =
    You are still welcome in { $group }. Before I can ask you in, please read our confidentiality policy with me and tell me whether you agree.

    Say again to go on where you were, or all to read it at once. Say not now if you would rather not.

# $day
policy-reminder =
    A friendly reminder: please read our confidentiality policy with me, and tell me by { $day } whether you agree.

    Say again to go on where you were, or all to read it at once. After that day I could not let you stay in the group's rooms until you agree, and your place would be kept.

# $day
policy-reminder-last =
    Please read our confidentiality policy with me today if you can. After { $day } I cannot let you stay in the group's rooms until you agree. Your place is kept, whenever you come back.

    Say again to go on where you were, or all to read it at once.

policy-reminder-manager =
    A friendly reminder: the confidentiality policy still waits for your agreement. Nothing is closed to you.

    Say again to go on where you were, or all to read it at once.

# $group
policy-led-out =
    The time for reading our confidentiality policy is over, so the rooms of { $group } are closed to you for now. Nobody is cross with you, and nothing is lost: your place is kept.

    When you are ready, say policy to read it, and then I agree. You are invited again at once. You can write to me here at any time: say help to see people you can turn to.

# $who, $group
policy-led-out-told = { $who } has not agreed to the confidentiality policy in the time given, and is out of { $group } until they do. I have told them kindly; they come back by themselves once they agree. Please ask how they are, by another road if you can.

# $who, $group
policy-not-yet-evicted =
    { $who } was about to come into { $group }, or had come in, without having agreed to the confidentiality policy. I have shut the door to them.

    They are on the list, and get an invitation by themselves once they agree. Please find out how they got in before that.

# $version, $days (the period of grace)
policy-new-managers = Version { $version } of the confidentiality policy is in force from now on. I ask everybody in private to read it and to agree. Whoever is inside may stay for { $days } days without; I remind them half-way and on the last day. !roster shows who has not agreed yet.

# $version, $next (one more)
policy-words-managers = The file of the confidentiality policy has other words than the ones that people agreed to, and still calls itself version { $version }. So I do not use it: the words in force stay as they were. If the new ones are meant, please have the file called version { $next }; then I ask everybody to agree to them.

# $version (in force), $given (of the file)
policy-older-managers = The file of the confidentiality policy says version { $given }, but version { $version } is in force and stays so. Please have the file put right.

# $day, $days (until then)
policy-review-ahead = The confidentiality policy is due for review on { $day }, in { $days } { $days ->
        [one] day
       *[other] days
    }. Please have it looked at and given a new review date; if it changes, a new version too.

# $day
policy-review-past = The confidentiality policy was due for review on { $day }. Please have it looked at, and given a new review date. I say so every day until then.

# $who, $group
invited-to-read =
    Done. { $who } is on the list of { $group } now. Before I invite them in, they read our confidentiality policy with me in private and agree to it. Then they are invited, without another word from you.

    Say !roster to see who has not agreed yet.

# $who, $group
invited-reads-still =
    { $who } is on the list of { $group } already, and has not agreed to our confidentiality policy yet. I am reminding them. Once they agree they are invited, without another word from you.

    Say !roster to see the whole list.
