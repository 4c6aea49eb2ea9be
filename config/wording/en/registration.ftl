### How somebody asks for a place in a support group, and how the managers decide.

## To the person

register-hello =
    Hello. I am the guide. I am a bot, a small computer program. You can ask here for a place in a support group.

    I would ask you a few short questions, one at a time. Only the Online Manager gets to see your answers. You can stop at any time, and then I forget them.

    Nobody watches this chat day and night. In an emergency, ring 999.

    Say register to begin, or help to see people you can turn to.

# $many (how many questions)
register-begun =
    Thank you for asking. There are { $many } { $many ->
        [one] question
       *[other] questions
    }. Take all the time you need: you can go away and come back.

    Only the Online Manager gets to see your answers. A program looks at them for signs that somebody may be in danger. Please leave out full names, addresses, places of work, dates of birth and names of doctors.

    You can always say back, stop or help. Stop means that I forget everything.

# $number (of the question), $many (how many there are), $question (in the operator's words)
register-question =
    Question { $number } of { $many }

    { $question }

    Please write your answer in one message. You can also say back, stop or help.

# $number, $many, $question
register-question-optional =
    Question { $number } of { $many }

    { $question }

    Please write your answer in one message, or say skip. You can also say back, stop or help.

# $number, $many, $question, $answer (what they have answered before)
register-question-again =
    Question { $number } of { $many }

    { $question }

    So far you have answered: « { $answer } »

    Write a new answer, or say skip to leave it as it is. You can also say back, stop or help.

register-needed =
    I cannot leave this one out, but a few words are enough.

    Please write your answer, or say back, stop or help.

# $most (how many characters)
register-too-long =
    That is too long for me: I can keep { $most } characters for each question. I have not kept it.

    Please write it a little shorter, or say back, stop or help.

# $question
register-words-only =
    I can only take written words here, so I have not kept that. The question was:

    { $question }

    Please write your answer in one message, or say back, stop or help.

# $answers (each question with its answer)
register-check =
    Thank you. This is what I would pass on to the Online Manager:

    { $answers }

    Shall I pass this on? Say yes. To change an answer, say change and its number, such as change 2. Or say back, stop or help.

register-check-unclear =
    I am not sure what you mean. Shall I pass your answers on to the Online Manager?

    Say yes if I shall. To change an answer, say change and its number, such as change 2. To have me forget everything, say stop. You can also say help.

register-handed-in =
    Thank you. I have passed your answers on to the Online Manager, and to nobody else. It is a person who decides, and it may take them some days. I will write to you here.

    If you change your mind, say stop and I forget your answers. Say help to see people you can turn to meanwhile.

register-waiting =
    The Online Manager has your answers and has not decided yet. I will write to you here.

    If you change your mind, say stop and I forget your answers. Say help to see people you can turn to meanwhile.

register-paused =
    The questions can wait. What you have answered so far is kept, and you can change it later.

    When you feel like going on, say continue. If you would rather not, say stop and I forget your answers. Say help to see people you can turn to.

register-stopped =
    All right. I have forgotten your answers, and nobody gets them from me. What you wrote still stands in this chat, where only you and I are; you can delete it there.

    You are welcome to ask again whenever you like: say register. Say help to see people you can turn to.

register-forgotten =
    You began to ask for a place in a support group a while ago. As I have not heard from you since, I have forgotten your answers. That is all right.

    If you would still like a place, say register and we begin anew. Say help to see people you can turn to.

register-inside =
    You have a place in a group already, so there is nothing to register for.

    If you would like another group, please ask your facilitator, or write ask to me to reach the Online Manager. Say help to see what I can do.

register-closed =
    Sorry, I cannot take new registrations at the moment. Please ask the people who told you about us.

    Say help to see people you can turn to.

register-verify =
    I am glad that you ask. Before I can take anything you tell me, I have to be sure that it is really you. The device you are using is not verified yet.

    Please open the settings of your chat app, look for Sessions, Devices or Encryption, and set up a recovery key, or verify this device with another one of yours. Then say register again.

    If you cannot get it to work, please ask the people who told you about us. Say help to see people you can turn to.

# $group
approved-member =
    Good news: there is a place for you in { $group }. You will hear from me here about how to come in.

    If you have a question, please ask the Online Manager: write ask to me. Say help to see what I can do.

# $reason (what the Online Manager wrote)
declined-member =
    Thank you for asking for a place, and for telling us about yourself. We cannot offer you one at the moment. The Online Manager writes:

    { $reason }

    I have forgotten your answers. If you have a question about this, please ask the people who told you about us. You do not have to be alone with it: say help to see people you can turn to at any time.

## To the managers

# $number (of the application), $who
application-handed-in =
    { $who } asks for a place in a support group and has answered the questions.

    To read the answers, say !applicants { $number }. I show them to you in private.

# $many (how many)
applications-waiting =
    { $many ->
        [one] Somebody has
       *[other] { $many } people have
    } waited for an answer for more than three days: they asked for a place in a group.

    Say !applicants to see who it is.

# $number
application-withdrawn =
    Application { $number } has been taken back, and its answers are forgotten. There is nothing to do.

# $who, $by, $group
approved-managers =
    { $by } has approved { $who } for { $group }. They have been told in private.

    To see who waits, say !applicants.

# $number, $who, $by
declined-managers =
    { $by } declined application { $number }, of { $who }. They have been told in private, and their answers are forgotten.

# $most (how many accounts)
strangers-too-many =
    More than { $most } people whom nobody knows have invited the guide within a day. I do not ask in any more for now.

    If somebody tells you that they get no answer, say !applicant with their Matrix address. If nobody expected so many, please tell the person who runs these bots.

# $lines (one line for each application)
applicants =
    These people ask for a place in a group:

    { $lines }

    Say !applicants and a number to read what they answered.

applicants-none =
    Nobody is waiting for a place at the moment.

    To ask somebody in, say !applicant and their Matrix address. Say help to see what else I can do.

# $number, $who, $day, $answers
applicant =
    Application { $number }, of { $day }
    { $who }

    { $answers }

    Say !approve { $number } and the name of a group, or !decline { $number } and a kind reason.

# $number, $who, $day, $answers, $kinds (kinds of identifying detail)
applicant-names =
    Application { $number }, of { $day }
    { $who }

    { $answers }

    Please look at the names before anybody sees them. There may be something in them that says who this is: { $kinds }. A profile name can be changed; an account name stays for ever, and only a new account helps.

    Say !approve { $number } and the name of a group, or !decline { $number } and a kind reason.

# $who, $kinds (kinds of identifying detail), $usage (how to do it all the same)
approve-names =
    I have not done it yet. There may be something in the names of { $who } that says who they are: { $kinds }. The group would see it. A profile name can be changed; an account name stays for ever, and only a new account helps.

    If it is all right, say:

    { $usage }

# $who
declined-done =
    Done. I tell { $who } so in private, with your reason, and have forgotten their answers.

    Say !applicants to see who is waiting.

# $given (what was typed), $lines (one line for each application)
which-applicant =
    More than one applicant goes by { $given }, so I have done nothing:

    { $lines }

    Please say it again with the number.

# $given (what was typed)
no-such-applicant =
    Nobody who goes by { $given } is waiting for a place, so I have done nothing.

    Say !applicants to see who is.

# $who (a Matrix id)
applicant-asked =
    Done. I ask { $who } into a private chat, where they can register.

    I tell you here when they have answered the questions.

# $who
applicant-inside =
    { $who } belongs here already, so I have done nothing.

    Say !roster to see who is in a group.

## For the menus: refer to these in help-… and commands-…

-menu-registration =
    register – ask for a place in a group

-menu-applicants =
    !applicants – see who asks for a place; with a number, what they answered
    !approve 3 Name of the group – give them a place
    !decline 3 a kind reason – say no
    !applicant @name:server – ask somebody in to register
