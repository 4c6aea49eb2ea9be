### The portal: signing in and transcripts.

# $code, $minutes
signin-code =
    Your sign-in code is { $code }. It works once, for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.

    Type it only into the page that you opened yourself. Nobody from the charity will ever ask you for it. If you did not ask for a code, just leave it.

    Say transcripts if you need the page again.

# $url (the portal's; every sentence may use it)
transcripts-link =
    You can read the transcripts of your group here:

    { $url }

    The page asks who you are, and I send you a code in this chat. Please keep what you read there within the group.

    Say help to see what else I can do.

transcripts-none =
    There is no transcript for you to read yet. The first one comes after the first session of your group.

    Say help to see what else I can do.
