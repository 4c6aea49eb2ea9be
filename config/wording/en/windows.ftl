### Windows and lock: walls that are put back, rooms that are not protected, rooms that were there before us, names.

## To the managers

# $group (its name, or empty), $setting (its type; said in words)
wall-holds = I have looked again at { $group }, and it holds: { $setting } is as it should be.

# $group (its name, or empty), $who (profile name, or empty)
notice-repinned =
    Something else was pinned in { $group } in the place of our notice, by { $who }. The guide says the notice once more, and I pin it.

    Please ask them why, if you know them.

# Not a word of the name itself is repeated.
# $group (its name, or empty), $setting (the name or the topic, in words), $kinds, $who (profile name, or empty), $since
room-name-tells =
    In { $group }, { $setting } may hold { $kinds }. The homeserver can read it. It was set by { $who }, { $since }.

    I am putting something neutral in its place. If it was meant well, please say so to whoever it was: a day or a thing makes a safe name.

# $group (its name, or empty)
room-listed =
    { $group } stood in the public list of rooms, or had an address by which strangers could find it. Nobody comes in by that alone. I am taking it out.

    Please find out who did it, and tell the person who runs these bots.

# $group (its name, or empty), $lapse (why; said in words)
not-protected =
    NOT PROTECTED: { $group }. { $lapse }

    Please say nothing confidential there for now, and tell the person who runs these bots. I keep trying, and say here when it is over. If it lasts an hour, I tell the people inside as well.

# $group (whose private room it is)
not-protected-private =
    NOT PROTECTED: { $group }. I am not in it any more, and nobody can let me in again. That person gets no warnings and no answers from me.

    Please reach them by another road, and tell the person who runs these bots.

# $group (its name, or empty), $lapse (why; said in words), $days
not-protected-still =
    STILL NOT PROTECTED, since { $days ->
        [one] yesterday
       *[other] { $days } days
    }: { $group }. { $lapse }

    Please say nothing confidential there, and ask the person who runs these bots. If it cannot be mended, make a new group with !group new and invite its people there.

# $group (its name, or empty)
protected-again =
    { $group } is protected again. I have looked through the whole room, and put back what was not as it should be.

    Please look with !roster whether everybody on the list belongs there.

## To members

# $group
not-protected-member =
    Just so that you know: for more than an hour we bots could not look after the room of { $group } as we should. Somebody may be able to read there who does not belong. You have done nothing wrong.

    Please write nothing there for now that you would not want others to read. The people who look after the group know about it. I tell you when it is over.

    You can still write to me here. Say help to see people you can turn to.

# $group
protected-again-member =
    The room of { $group } is looked after again. You can write there as before.

    If you are not sure about something that was written meanwhile, please ask your facilitator. Say help to see what I can do.

## Why a room is not protected

lapse-put-out = I am not in that room any more. Strangers are not kept out there, and changes of its walls are not put back. If somebody there can, please have them ask the warden in again.
lapse-powerless = I do not have the power there that I need. Please have somebody who has it make the warden an admin (power 100) again.
lapse-outranked = Somebody else has been given as much power there as I have, so that I could not stop them from changing its walls.
lapse-unreachable = The homeserver does not let me look at that room, although it answers otherwise.
lapse-fought = One of its walls is changed again and again, as fast as I put it back. I go on putting it back, more slowly. Another program, or somebody with a bot's password, may be at work.
lapse-unknown = I fail at looking after it, and do not know why.

## A room that was there before us

adopt-looking =
    I am having a look at that room. Nothing is changed yet. I tell you in a moment what would change, and what cannot be promised there.

adopt-no-such-room =
    I cannot find a room of that address. Please look in your app, in the settings of the room under Advanced, for its internal id. It begins with an exclamation mark.

    Then say !group adopt, that id, and the name that the group should have.

adopt-ours =
    That room is ours already, so I have done nothing. Say !group list to see all groups.

# $group
adopt-already =
    { $group } has that room already, so there is nothing to do. Say !group show { $group } to see who is in it.

# $warden (a Matrix id), $group
adopt-ask-in =
    The warden is not in that room yet, so I cannot look at it. Please open the room in your app, invite { $warden }, and make it an admin there (power 100).

    Then say the same once more, with the name { $group } at the end. Until tomorrow the warden accepts that invitation, whoever sends it.

# $text (all of the report)
adopt-said = { $text }

# $group
adopt-report = I have looked at the room that is to be the room of { $group }. Nothing is changed yet.

# $people (how many are inside), $strangers (how many of them, or asked in, are on no list)
adopt-people =
    People inside: { $people }, our bots not counted. On no list of the group, and led out if you say confirm: { $strangers }. A bot that is not ours counts as one of them.

# $lines (people, one a line)
adopt-named =
    People inside who are on no list of the group yet:

    { $lines }

# $setting (settings, in words)
adopt-changes = What would be changed: { $setting }.

# $setting (the name or the topic, in words), $kinds
adopt-tells =
    Of these, { $setting } may hold { $kinds }. The homeserver can read it, so I would put something neutral in its place.

# $kinds
adopt-name-tells =
    The name that you give the group may hold { $kinds }. Everybody in the group sees it. For another one, say stop, and then !group adopt once more with that name.

adopt-listed = It is in the public list of rooms, or has an address. Both would be taken away.

adopt-limits = What cannot be promised in this room, whatever we change:

# $number (how many)
adopt-limit-creators =
    – { $number ->
        [one] One person
       *[other] { $number } people
    } made this room, and can do anything in it for ever. No bot and no setting can stop them.
# $number
adopt-limit-peers =
    – { $number ->
        [one] One other account has
       *[other] { $number } other accounts have
    } as much power there as the warden. They can change every wall, and the warden can neither lower nor remove them. They can step down themselves, before you go on.
adopt-limit-version = – It is a room of an old kind. In a new one, nobody can ever outrank the warden.
adopt-limit-federation = – Which homeservers may take part was settled when it was made, and otherwise than you have it.
adopt-limit-unencrypted = – It is not encrypted. All that was said there so far lies open on the homeserver, for ever. Once encrypted, it stays so.
adopt-limit-history = – Newcomers could read what was said before they came. For all that was said until today, they may still be able to.
# $number
adopt-limit-programs =
    – { $number ->
        [one] One other program is
       *[other] { $number } other programs are
    } set up there (a widget, a bridge or the like). I can take the settings away, but not what such a program has copied.
adopt-limit-past = – I do not know who was inside before today, or what they kept.

adopt-words =
    Safer is a room of our own making: say move. Then I make a new one, and ask the people of the old one in; the old room is left as it is.

    confirm – take this room on; who is on no list is led out
    everybody – take it on, and put everybody whom I have just named on the list first, as members; whoever comes in after this is led out
    move – a new room, as above (recommended)
    stop – leave all as it is

    Whoever has not agreed to our policy yet is asked in private to read it. With everybody they stay inside meanwhile, for as long as after a new version of the policy. With move they come in once they have agreed.

    I wait half an hour for your word.

# $warden (a Matrix id)
adopt-words-powerless =
    The warden has too little power there to keep it. If you want to keep this room, make { $warden } an admin (power 100) and say the same once more.

    Safer is a room of our own making: say move. Then I make a new one, and ask the people of the old one in; the old room is left as it is. To leave all as it is, say stop.

adopt-dropped =
    That is fine. I leave the room as it is. Say !group adopt whenever you like.

adopt-no-right =
    I have left that room as it is, because that is for the Online Manager alone.

    Say help to see what you can ask me.

# $group, $people (how many), $lines (the first of them)
adopt-came-later =
    Since I showed you who is inside, { $people ->
        [one] one more person has
       *[other] { $people } more people have
    } come in. They are on no list, so I lead them out: { $lines }.

    If they belong to { $group }, say !invite with their Matrix id.

# $group, $people (how many), $lines (the first of them)
adopt-came-later-moved =
    Since I showed you who is inside, { $people ->
        [one] one more person has
       *[other] { $people } more people have
    } come into the old room. I have not asked them into the new one: { $lines }.

    If they belong to { $group }, say !invite with their Matrix id.

adopt-begun =
    I am at it. I tell you when it is done.

# $warden (a Matrix id)
adopt-powerless =
    I have changed nothing, because the warden has too little power in that room. Please make { $warden } an admin there (power 100), and then say !group adopt once more.

# $group
adopt-group-has-room =
    { $group } has another room already, or that room belongs to another group. I have changed nothing.

    Please take another name for the group, or say move to ask its people into the room that there is.

# $group
adopted =
    Done. The room is the room of { $group } now. I have looked again: strangers are out, and every wall stands as it should.

    What I told you cannot be promised there still cannot. Say !roster { $group } to see who is on the list, and make somebody its facilitator with !role.

# $group, $setting (settings, in words)
adopted-partly =
    The room is the room of { $group } now, but not every wall stands: { $setting } could not be set. Somebody with more power than the warden has to set it. Safer is a new group with !group new, and its people invited there.

# $people (how many)
adopted-strangers =
    { $people ->
        [one] One stranger is
       *[other] { $people } strangers are
    } inside still, because they have as much power as the warden. Please ask them to leave, and say nothing confidential there until then.

# $group, $by
adopted-managers =
    { $by } had me take on a room that was there before us, as the room of { $group }. What cannot be promised there, the person who asked was told. fourwalls doctor shows it as well.

# $group, $people (how many)
adopt-moved =
    Done. { $group } has a room of our own making. People of the old room who are asked in: { $people }. Each gets a word from me.

    The old room is left as it is. Please tell people there that it is no longer in use, once they have come over.

## Who cannot read

# To a device that nobody vouches for: a sentence for anybody, without a value.
unverified-unasked =
    A quiet word about this device: it is not verified yet. You have done nothing wrong, and it is soon mended. Until then you cannot read most of what we bots write from here, and others may not see your words.

    In Element X on a phone: tap your picture, then Encryption, and confirm your identity. In Element on a computer: your picture, All settings, Sessions (or Encryption), and Verify. Use another device of yours, or your recovery key. If you never had a recovery key, you can set one up there now.

    If you did not sign in on this device yourself, sign it out in the settings of one that you know, and tell your facilitator.

    If it does not work, please ask your facilitator. What works meanwhile: help, worried, leave.

# $group, $lines
devices =
    In { $group } these people cannot read everything, or others cannot read them:

    { $lines }

    Please ask them whether they need help with it. Everybody else can read.

# $group
devices-well =
    Everybody who is in { $group } can read what is said there, on every device of theirs.

    Say help to see what else I can do.

# $who, $id (Matrix id), $reading (why; said in words)
devices-line = { $who } ({ $id }): { $reading }

reading-some-unsigned = one of their devices is not verified, and cannot read there. On another they can. I have told them, on that device, what to do.
reading-unsigned = none of their devices is verified. They cannot read what we bots write, and others may not see their words. I have told them, on the device, what to do: in the settings of the app, under Encryption or Sessions, verify it with another device or with the recovery key.
reading-changed = their app has new keys that nobody has checked yet. Ask them by telephone whether it is a new phone; then say !accept and their address.
reading-no-device = they are not logged in anywhere at the moment.

## Names

# $chosen (the profile name), $kinds (in words)
profile-name-told =
    A quiet word, just between you and me. The name that others see of you, { $chosen }, may hold { $kinds }. It is seen by everybody in your group, and by the homeserver.

    You need do nothing. If you would rather be called something else, you can change it in the settings of your chat app: tap your picture, then your name. A first name alone, or something you make up, is safest.

    The same goes for your picture. I cannot look at pictures.

# $who (Matrix id), $kinds (in words)
invited-names = Please look at the names of { $who }: they may hold { $kinds }, and your group would see it. A profile name can be changed at any time. An account name stays for ever, and only a new account helps. If you would rather they came with another one, say !remove and their address, and invite the new one.

## Settings of a room
setting-m-room-aliases = an address of the room
setting-m-room-pinned-events = what is pinned
setting-im-vector-modular-widgets = a widget (another program inside the room)
setting-m-widget = a widget (another program inside the room)
setting-m-widgets = a widget (another program inside the room)
setting-io-element-widgets-layout = how widgets are shown
setting-m-room-bot-options = settings of another bot
setting-m-room-plumbing = a bridge to another service
setting-m-bridge = a bridge to another service
setting-uk-half-shot-bridge = a bridge to another service
setting-m-space-parent = the space that the room says it belongs to
setting-m-space-child = which rooms belong to the space

## What a bot was going to do when it gave up
doing-withdrawinvites = taking back invitations
doing-unlist = taking a room out of the public list
doing-survey = looking at a room
doing-adopt = taking on a room
doing-showdevices = looking who cannot read
