### "Verify user" in Element: said in the managers' room after !verify.

verify-where =
    Please say !verify in the managers' room. What there is to compare is shown there and nowhere else.

    Say help to see what I can do.

verify-how =
    This is how somebody makes sure that a bot is really ours:

    1. In Element, they open the bot's profile (tap its name in a room) and choose Verify user, then Verify by emoji.
    2. Their screen shows seven small pictures. Now say !verify here: the bot that is being verified shows seven pictures too.
    3. Compare them one by one. If you are not the same person, do it face to face or by telephone, not in a chat.
    4. If all seven are the same and in the same order, they press They match. If even one differs, they press They don't match, and the operator has to know at once.

    It takes ten minutes at most; after that they begin again. If none of us bots shows anything below, nobody on a list is verifying us now.

# $who (profile name), $bot (warden, guide, scribe or lookout)
verification-begun =
    { $who } is verifying me, the { $bot }. There is nothing to compare yet: please say !verify again when their screen shows pictures.

# $who (profile name), $bot (warden, guide, scribe or lookout), $emoji (seven, with their names), $numbers (three)
verification-compare =
    { $who } is verifying me, the { $bot }. Their screen must show:

    { $emoji }

    Or, in numbers: { $numbers }

# $who (profile name), $bot (warden, guide, scribe or lookout)
verification-differs =
    { $who } was verifying me, the { $bot }, and it came out wrong: they or their app saw something else than I have.

    It may be a slip. It may also be that somebody stands between them and us. Please ring them and let them do it once more, while you say !verify here and compare with them. If it comes out wrong again, the operator has to know at once.
