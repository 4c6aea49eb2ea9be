### The pages of the portal. The name of each begins with page-.

page-language = en
page-site = Four Walls
page-skip = Skip to the page itself
page-home = Back to your groups
page-sign-out = Sign out

page-care-heading = If you need someone now
page-care =
    { -helplines }

## Signing in

page-sign-in-heading = Sign in
page-sign-in-intro =
    Here you can read again what was said in your group's sessions.

    You need no password. Our guide sends a code to your private chat, and you type it in here.
page-sign-in-label = Your Matrix address
page-sign-in-hint = You find it in the settings of your chat app. It looks like @robin:chat.example.org
page-sign-in-button = Send me a code
page-sign-in-malformed = That does not look like a Matrix address. It is your name, a colon and the server, without any spaces.
page-sign-in-again = Sign in again

page-code-heading = Look in your private chat
page-code-intro =
    If this address is on the list of one of our groups, the guide is sending a code to it now. It can take a minute to arrive.

    Open your chat app, go to your private chat with the guide, and type the code in here.
page-code-label = Your code
page-code-hint = Eight digits. Spaces make no difference.
page-code-button = Sign in
page-code-wrong = That code did not work. Please look at it once more. If it is older than ten minutes, was used before, or failed five times, ask for a new one.
page-code-limits =
    The code works once, for ten minutes, and only in this browser. Nobody from our side will ever ask you for it. We send at most five codes an hour.
page-code-again = No code came, or you want a new one? Ask again

page-signed-out-heading = You are signed out
page-signed-out = What you read is not kept in this browser. If other people use this device too, close the window as well.

page-nothing-heading = There is nothing for you to read here
page-nothing =
    You are not in a group at the moment, and transcripts can only be read by the people of a group.

    If you were invited, please look in your private chat with the guide first: it tells you how to come in. Then sign in again. If you think this is a mistake, please ask your facilitator or the Online Manager.

## Groups and sessions

page-groups-heading = Your groups
page-groups-intro = Choose a session to read what was said.
page-you-facilitate = You facilitate this group.
page-sessions-none = There is no transcript yet. The first one comes with the first session.
# $number (how many more there are)
page-sessions-earlier = { $number ->
    [one] One earlier session
   *[other] { $number } earlier sessions
}
# $begin, $end (times of day)
page-session-time = { $begin } to { $end }
# $begin (time of day)
page-session-open = since { $begin }, going on now
# $number (how many messages)
page-session-entries = { $number ->
    [0] no messages
    [one] one message
   *[other] { $number } messages
}
# $weekday (1 is Monday), $day, $month, $year (numbers)
page-day = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

## A transcript

page-transcript-title = A session
page-transcript-keep = What is said here stays within the four walls of your group. Please do not pass it on. Each time somebody opens a transcript, we write down who and when.
page-transcript-unproven = Some messages are marked as unconfirmed: we could not be sure that they came from the person's own device.
page-transcript-empty = Nothing was said while this session was recorded.

page-speaker-you = you
page-speaker-facilitator = facilitator
page-speaker-nameless = Somebody

page-entry-edited = edited
page-entry-unproven = unconfirmed sender
page-entry-struck = This message was removed.
page-entry-erased = What this person wrote has been deleted.
page-entry-damaged = This message cannot be shown, because its record is damaged.
page-quote-elsewhere = In answer to something that is not on this page
page-quote-gone = a message that can no longer be read

## When something goes wrong

page-error-missing-heading = There is no such page
page-error-missing = The link may be old or mistyped, or it leads to something that is not yours to read.
page-error-refused-heading = Please try that once more
page-error-refused =
    For your safety we did not do that, because we could not tell that it came from our own page. This happens when a page was open for a long time, or when the browser takes no cookies.

    Please go back to the start, and try again from there.
page-error-unreadable-heading = We could not read that
page-error-unreadable = Your browser sent something that we do not understand. Please go back to the start, and try again from there.
page-error-busy-heading = Please wait a moment
page-error-busy = There is a lot going on just now. Nothing is lost. Please try again in a minute.
page-error-broken-heading = Something went wrong
page-error-broken = This is our fault, not yours, and nothing is lost. Please try again in a minute. If it stays like this, tell your facilitator or the Online Manager.
