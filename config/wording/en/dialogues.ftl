### Talking with the Online Manager by the guide: report, ask, and what is said in the managers' room.

## To somebody in private

ask-what =
    What would you like to ask the Online Manager? Your next message goes to them as you write it, with your profile name. Nobody in your group sees it.

    If you change your mind, say stop.

ask-dropped =
    That is fine. I have passed nothing on. Say ask whenever you want to.

ask-sent =
    Thank you. I have passed your question on to the Online Manager, with your profile name. People look in staffed hours, so it may take a while. Their answer comes to you here.

    Until then, what you write to me goes to them as well. Say done when you need no answer any more, or help for people you can turn to now.

# To a device that nobody vouches for.
ask-unproven =
    I could not be sure that this came from you, so I have not passed it on. The device you are using is not verified yet, or its keys are new.

    You can verify it in the settings of your chat app, under Sessions or Devices. Or say worried: that reaches the Online Manager from any device, and they will ask you by another road whether it was you.

dialogue-passed-on =
    I have passed that on to the Online Manager. What you write to me now goes to them as well, until you say done.

# Only explicit replies to words of a talk that is over bring this.
dialogue-over =
    This talk with the Online Manager has ended, so I have not passed that on. To write to them again, say ask.

# $most (how many characters)
dialogue-too-long =
    That is longer than I can pass on in one piece, so I have not passed it on. Please send it again in parts of at most { $most } letters each.

dialogue-words-only =
    I can pass on words only: no pictures, voice messages or files. So I have not passed that on.

    Please tell it in words. If there is a picture that the Online Manager should see, say so, and they will tell you how.

# $manager (profile name, or empty), $matter (report or ask), $words
dialogue-manager =
    The Online Manager ({ $manager }) writes to you about { $matter ->
        [report] your report
       *[other] your question
    }:

    { $words }

    – To answer, just write here. Say done when you are finished.

# $manager (profile name, or empty), $matter (report or ask), $words
dialogue-manager-changed =
    The Online Manager ({ $manager }) has changed what they wrote to you about { $matter ->
        [report] your report
       *[other] your question
    }. It says now:

    { $words }

    – To answer, just write here. Say done when you are finished.

# $manager (profile name, or empty), $matter (report or ask), $words
dialogue-manager-last =
    The Online Manager ({ $manager }) writes to you about { $matter ->
        [report] your report
       *[other] your question
    }:

    { $words }

    – With this the talk about it has ended. What you write to me now stays with me again. To write to the Online Manager once more, say ask.

# $matter (report or ask)
dialogue-closed =
    The Online Manager has ended the talk about { $matter ->
        [report] your report
       *[other] your question
    }. What you write to me now stays with me again. To write to them once more, say ask.

# $matter (report or ask)
dialogue-done =
    Done. The talk about { $matter ->
        [report] your report
       *[other] your question
    } has ended, and the Online Manager knows. What you write to me now stays with me again.

    To write to them once more, say ask. Say help to see what else I can do.

# $matter (report or ask)
dialogue-done-more =
    Done. The talk about { $matter ->
        [report] your report
       *[other] your question
    } has ended, and the Online Manager knows. You have another talk with them that is still open: what you write to me now goes there. Say done once more to end that too.

# $matter (report or ask)
dialogue-quiet =
    Nobody has written anything about { $matter ->
        [report] your report
       *[other] your question
    } for two weeks, so I have ended that talk with the Online Manager. What you write to me now stays with me again.

    To write to them once more, say ask.

# $matter (report or ask)
dialogue-unanswered =
    I am sorry: nobody has answered { $matter ->
        [report] your report
       *[other] your question
    } yet. I have reminded the Online Manager just now. It is still there, and you do not have to write it again.

    If it cannot wait, please ring someone:

    { -helplines }

    Say done if you need no answer any more.

report-who =
    Thank you for telling me. If confidence was broken, the Online Manager needs to know. What you tell me goes to them and to nobody else: your group and its facilitators do not see it. I pass nothing on before you say yes.

    I have three short questions. First: who was it? A profile name is enough. If you do not know or would rather not say, say skip.

    Say stop at any time and I forget it.

report-what =
    What happened? Please tell it in your own words, in one message. You do not have to repeat the words that should have stayed in the group.

    Say back for the question before, or stop.

report-where =
    Where did you see or hear of it? For example: in a public conversation, on the telephone, outside. Say skip if you would rather not say, back, or stop.

# $whom, $told, $spot (their answers, or empty)
report-read-back =
    This is what I have:

    Who: { $whom }
    What: { $told }
    Where: { $spot }

    Shall I pass it on to the Online Manager, with your profile name? Say yes. To change your last answer, say back. To forget it all, say stop.

report-yes-or =
    I have not passed your report on yet, and I did not understand that. Say yes and I pass it on as I read it to you, back to change your last answer, or stop to forget it.

report-sent =
    Thank you. Your report is with the Online Manager now. Your group does not learn of it from us. People look in staffed hours, so it may take a while. Their answer comes to you here.

    If you want to add something, just write it to me: until you say done, what you write here goes to them. If you need someone now, say help.

report-dropped =
    That is fine. I have passed nothing on and have forgotten it. Say report whenever you want to, or help for people you can turn to.

report-taken-back =
    You took back a part of your report, so I have taken all of it away from the managers' room. They may have read it before.

    If you still want to report something, say report.

report-not-said = (not said)
manager-unnamed = of your organisation

## To the Online Manager

# $number, $matter (report or ask), $who (profile name, or empty)
dialogue-root =
    { $matter ->
        [report] Report { $number }: confidence may have been broken
       *[other] Question { $number } for the Online Manager
    }
    From { $who }, told to the guide in private.

    Please read it in the thread. What you write there goes to { $who } as the Online Manager's answer. Begin with the word note to keep a line in this room. Say close there to end the talk.

# $who (profile name, or empty), $words
dialogue-member =
    { $who }:

    { $words }

# $who (profile name, or empty), $words
dialogue-member-changed =
    { $who } has changed their words. They say now:

    { $words }

# $who (profile name, or empty), $whom, $told, $spot (their answers, or empty)
report-words =
    { $who } tells:

    Who: { $whom }
    What: { $told }
    Where: { $spot }

    Nobody else has been told. The facilitators do not know of it: one of them may be meant.

# $who (profile name, or empty)
dialogue-case =
    { $who } has just written something that may mean danger. It stands in this room as a case of its own, so I do not repeat it here.

# $who (profile name, or empty)
dialogue-done-desk =
    { $who } has said done: they need no answer any more. What is written here now reaches nobody outside this room.

# $who (profile name, or empty)
dialogue-closed-desk =
    Closed. I have told { $who }. What is written here now reaches nobody outside this room.

# $who (profile name, or empty)
dialogue-quiet-desk =
    Nobody has said anything here for two weeks, so I have closed this and told { $who }.

dialogue-desk-over =
    This is closed, so I have not passed that on. They can begin again by saying ask to the guide.

dialogue-desk-ack =
    There is nothing to take on here. To answer, write it in this thread: it goes to them as it is. To end the talk, say close.

dialogue-desk-unproven =
    I could not be sure that this came from the Online Manager, so I have not passed it on. Please verify the device it was written on, or write it on another one.

# $number, $matter (report or ask), $who (profile name, or empty), $hours
dialogue-waits =
    { $matter ->
        [report] Report { $number }
       *[other] Question { $number }
    } of { $who } has waited for an answer for { $hours } hours. I have told { $who } that nobody has answered yet.

    Please answer in its thread, if only to say when you can.

# $lines (one line for each)
dialogues =
    These talks are open in the managers' room:

    { $lines }

    Say close in a thread to end its talk.

dialogues-none = No report or question is open.

## What a bot was going to do when it gave up
doing-relay = passing on words between a member and the Online Manager
doing-withdraw = taking back words between a member and the Online Manager
