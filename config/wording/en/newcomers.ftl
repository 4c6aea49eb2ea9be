### Registration tokens: what the Online Manager is told who asks for some.

doing-maketokens = making links for newcomers

# $number (of links), $lines (the links), $until (a day)
newcomers-links =
    { $number ->
        [one] Here is a link for one newcomer. It works for one person
       *[other] Here are links for { $number } newcomers. Each works for one person
    }, until { $until }:

    { $lines }

    Whoever has a link can make an account, so please send it to one person only, in a way that only they read. The page behind it leads them in, step by step.

    Then ask them what their account is called, and say !invite with that name.

# $most (how many at once)
newcomers-number =
    I make links for newcomers from one to { $most } at a time. For three people, say !welcome 3

newcomers-by-hand =
    I cannot make links for newcomers here, because nobody has given me the access that it takes. Nothing was made.

    Whoever looks after the homeserver can make one by hand; the operator's page says how, under "How newcomers get an account". They can also give me that access.

    When somebody has an account, say !invite with its name.

newcomers-refused =
    The homeserver did not let me make links for newcomers. Nothing that you could use was made.

    Please ask whoever looks after it to look at FOURWALLS_ADMIN_TOKEN; the operator's page says more, under "How newcomers get an account". Then say !welcome again.

newcomers-closed =
    The homeserver lets nobody make an account at present, not even with a link from me. Nothing was made.

    Please ask whoever looks after it to allow registration with tokens; the operator's page says how, under "How newcomers get an account". Then say !welcome again.

newcomers-not-by-token =
    A link from me would be of no use on this homeserver: either anybody can make an account there without one, or accounts are kept by another service. Nothing was made.

    Please ask whoever looks after it to look at the operator's page, under "How newcomers get an account".
