### Telling something outside the group: the request, the question to everybody, and what came of it.

# $lines (one numbered line for each group)
share-which-group =
    Which of your groups is it from?

    { $lines }

    Please reply with its number. Say stop if you have changed your mind.

# $group
share-what =
    You would like to tell something from { $group } to somebody outside it. I can ask everybody in the group whether they agree. Nobody is asked before you say send.

    First: what would you like to tell? Please write the very words, or describe it as exactly as you can. Please leave out names and anything else that could give somebody away.

    Say stop at any time, and nothing happens.

# $lines (one numbered line for each member)
share-whose =
    Thank you. Whom is it about?

    { $lines }

    Please reply with a number or a name. Say me if it is about yourself, or nobody if it is about nobody in particular. Say back to change what you wrote.

# $given (what was typed)
share-who-unknown =
    I do not find { $given } on the list of the group. Somebody who has left can no longer be asked, so what is about them has to stay here.

    Please reply with a number or a name from my last list, or with me or nobody. Say back or stop if you like.

# $lines (one line for each person)
share-who-of-these =
    There is more than one of that name:

    { $lines }

    Please reply with the address in brackets, or with the number from my last list.

# $most (number of characters)
share-too-long =
    That is too long for everybody to read on their phone. Please say it in at most { $most } letters, or describe it.

share-where =
    To whom, or where, would you like to tell it? For example: in the spring newsletter of the charity, or to my sister.

    Say back to change your last answer.

# $days (number)
share-until =
    How long shall people have to answer? Usually it is { $days } days. Say ok for that, or a number of days or weeks: 10 days, 3 weeks.

    Say back to change your last answer.

# $least (days), $most (weeks)
share-until-bad =
    Please give people at least { $least } days and at most { $most } weeks: say 10 days, or 3 weeks. Say ok for the usual time.

# $group, $words (what is to be told), $kind (own, nobody or member), $whose (names, or nothing), $place, $days
share-read-back =
    This is what I would ask everybody in { $group }:

    { $words }

    { $kind ->
        [own] It is about yourself.
        [nobody] It is about nobody in particular.
       *[member] It is about { $whose }.
    }
    Where it would be told: { $place }
    Time to answer: { $days } days

    They see your profile name with it. Once it is sent, the words cannot be changed.

    Say send to ask them, back to change your last answer, or stop.

# $number (of the request), $count (how many people), $until (a day)
share-sent =
    Done. I am asking { $count ->
        [one] one person
       *[other] { $count } people
    } in private. Your request has the number { $number }.

    They can answer until the end of { $until }. Please tell nothing until then. Then I say whether all agreed, and never who did not. Silence counts as a no.

    Say withdraw { $number } if you change your mind.

share-dropped =
    All right, I have forgotten it and asked nobody.

    Say share whenever you would like to begin again.

share-no-group =
    You are in no group, so there is nobody I could ask.

    Say help to see what I can do.

share-nobody-to-ask =
    There is nobody in that group whom I could ask, or you are no longer in it. So nothing may be told, and I have forgotten the request.

    Say help to see what I can do.

# $who
share-gone =
    { $who } has left the group since you told me, and can no longer be asked. What is about them has to stay here.

    I ask you once more whom it is about. Say back to change the words, or stop.

# $number, $until
share-one-at-a-time =
    Your request { $number } is still being answered, until the end of { $until }. Please wait for it before you begin another.

    Say withdraw { $number } to take it back.

## The question

# $asker, $group, $number, $words, $kind (own, nobody or member), $whose (names, or nothing), $place, $until
share-asked =
    { $asker } would like to tell something outside { $group }. That may only be if everybody in the group agrees, so I am asking you too:

    { $words }

    { $kind ->
        [own] It is about { $asker }.
        [nobody] It is about nobody in particular.
       *[member] It is about { $whose }, who is being asked as well.
    }
    Where it would be told: { $place }

    You are free to say no. Nobody is told who did.

    Say yes { $number } if you agree to these very words, or no { $number } if you do not. If you say nothing until the end of { $until }, it is a no. You can change your mind at any time: say withdraw { $number }.

# $asker, $group, $number, $words, $place, $until
share-asked-concerned =
    { $asker } would like to tell something about you outside { $group }. That may only be if you agree, and everybody else in the group:

    { $words }

    Where it would be told: { $place }

    It is about you, so it is yours to decide. You are free to say no, and do not have to say why. Nobody is told who did.

    Say yes { $number } if you agree to these very words, or no { $number } if you do not. If you say nothing until the end of { $until }, it is a no. You can change your mind at any time: say withdraw { $number }.

# $number, $until
share-reminder =
    A small reminder: request { $number } still waits for your answer, until the end of { $until }. If you say nothing, it is a no, and that is all right. Say yes { $number } or no { $number }. Here it is again:

## Answers

# $number
share-yes-noted =
    Thank you. I have noted that you agree to request { $number }.

    Say withdraw { $number } if you ever change your mind.

# $number
share-no-noted =
    Thank you for saying so. You do not agree to request { $number }, and I tell nobody that it was you.

    Nothing has to be done. If you see it differently before the time is up, say yes { $number }.

# $number
share-withdrawn-noted =
    I have noted it. Request { $number } may not be told any more. I tell the person who asked and the Online Manager, and not that it was you.

    What people have already read or heard cannot be taken back, but they are asked to tell it no further. Say ask if you would like to talk with the Online Manager about it.

# $number
share-off-done =
    Your request { $number } is taken back. I tell everybody who was asked.

    Say share whenever you would like to make another.

# $number
share-own =
    Request { $number } is your own, so your yes is there already. I tell you when the others have answered.

    Say withdraw { $number } to take it back.

# $number
share-over =
    Request { $number } is over, so nothing has changed. What it was about may not be told, unless I told you otherwise.

    Say requests to see what you can answer or withdraw.

share-unknown =
    I have no request of that number for you, so I have noted nothing.

    Say requests to see what you can answer or withdraw.

# $number
share-yes-alone =
    A yes is for the very words of the request, so I have noted nothing yet.

    Say yes { $number } and nothing else if you agree to them as they are. If you would only agree to something else, say no { $number }. The person who asked can then make another request.

# $numbers (of the requests that wait)
share-which =
    More than one request waits for your answer: { $numbers }. Please say which one you mean, for example yes and its number.

    Say requests to read them again.

share-none =
    No request waits for your answer, and there is none that you could withdraw.

    Say share if you would like to tell something outside your group.

# $number, $asker, $words, $place
share-listed =
    You agreed to request { $number } of { $asker }:

    { $words }

    Where it is told: { $place }

    Say withdraw { $number } if you have changed your mind.

# $number, $words, $place
share-listed-own =
    Your own request { $number }:

    { $words }

    Where it would be told: { $place }

    Say withdraw { $number } to take it back.

## What came of it

# $number, $words, $place
share-granted =
    Everybody has agreed to your request { $number }. You may tell this, in these very words:

    { $words }

    Where: { $place }

    Please tell nothing more and nowhere else. If somebody changes their mind I let you know; please stop telling it then.

# $number, $asker, $place
share-granted-asked =
    Everybody has agreed to request { $number } of { $asker }. It may be told now, in the very words that you read. Where: { $place }

    If you change your mind, say withdraw { $number }.

# $number, $group (where it comes from), $who (who asked), $words, $place
share-granted-managers =
    Request { $number } of { $group }: everybody has agreed. { $who } may tell this, in these very words and only there.

    { $words }

    Where: { $place }

# $number, $group
share-not-granted =
    The time for your request { $number } is over, and not everybody in { $group } has agreed. So please do not tell it. It means nothing against you: some may only not have seen the question.

    I do not say who agreed and who did not. Say share to make another request.

# $number, $group
share-not-granted-asked =
    The time for request { $number } in { $group } is over. Not everybody has agreed, so it will not be told. You do not have to do anything.

# $number, $group
share-not-granted-managers = Request { $number } of { $group }, to tell something outside, is over: not everybody has agreed. It stays in the group.

# $number, $group
share-off =
    Request { $number } in { $group } is taken back, so it may not be told. You do not have to do anything.

# $number, $group, $place
share-off-managers = Request { $number } of { $group } is taken back. Nothing may be told on the strength of it. Where it would have been told: { $place }

# $number, $group, $until
share-sent-managers = Somebody asks { $group } for consent to tell something outside the group: request { $number }, until the end of { $until }. There is nothing to do.

# $number, $group, $place
share-withdrawn =
    Consent to your request { $number } in { $group } is withdrawn. Please do not tell it any more.

    Where it was to be told: { $place } If it stands there already, please have it taken away, or ask the Online Manager for help: say ask.

# $number, $group, $who (who asked), $place
share-withdrawn-managers =
    Consent to request { $number } of { $group } is withdrawn. { $who } had asked and has been told.

    Where it was to be told: { $place } If it has been told there, please see that it is taken away or told no further.
