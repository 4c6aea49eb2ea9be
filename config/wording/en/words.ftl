### Single words and short pieces that other sentences are made of.

## People to turn to, in one place. Other country, other numbers: give this term anew in a file of your own.
-helplines =
    Life in danger: ring 999.
    Mental health crisis: ring NHS 111, option 2 (in Scotland, choose the mental health option).
    Samaritans, day and night: ring 116 123.
    Shout, day and night: text SHOUT to 85258.
    Macmillan, 8am to 8pm: ring 0808 808 00 00.
    Unwell during treatment: ring your hospital's own 24-hour number.

# $most (all but the last), $last
list = { $most } and { $last }

# Stands for the name of a place when there is none.
place-private = a private chat with the guide
# Stands for the name of a group when the room has none.
group-none = a private chat or the managers' room
# Stands for a name when it is not known.
who-unknown = somebody unknown
# Stands for a time when it is not known.
since-unknown = it is not known when
# Stands for the cues when there is none.
cues-nothing = no single phrase, but the message as a whole
# Stands for what speaks against a flag when there is nothing.
lowered-nothing = nothing

## Kinds of identifying detail
kind-full-name = a full name
kind-address = an address
kind-workplace = a place of work or study
kind-date-of-birth = a date of birth
kind-clinician = the name of a doctor or nurse
kind-health-id = a health or hospital number
kind-contact = a phone number or another way to get in touch
kind-online-account = an online account
kind-official-id = an official number

## How soon somebody must look
severity-none = no need to look
severity-concern = look today
severity-high = serious, look soon
severity-immediate = act now

## What there may be a risk of
risk-self-harm = self-harm or suicide
risk-harm-to-others = harm to other people
risk-danger-to-person = somebody in danger
risk-medical-emergency = a medical emergency
risk-staff-threat = a threat to staff
risk-service-sabotage = a plan to break up the service
risk-terror-or-bomb = terrorism or a bomb warning

## Settings of a room
setting-m-room-encryption = the lock (encryption)
setting-m-room-history-visibility = the windows (who can read what was said earlier)
setting-m-room-join-rules = the door (how people come in)
setting-m-room-guest-access = the door for guests
setting-m-room-power-levels = who may do what
setting-m-room-canonical-alias = the room's public address
setting-m-room-third-party-invite = an invitation by e-mail
setting-m-room-server-acl = which servers may take part
setting-m-room-name = the room's name
setting-m-room-topic = the room's topic
setting-m-room-avatar = the room's picture
setting-m-room-tombstone = whether the room is still in use

## What a bot was going to do when it gave up
doing-whisper = a private message
doing-say = a message in a room
doing-tellgathered = a private message
doing-tellmanagers = a message to this room
doing-raiseflag = the thread of a case
doing-redact = removing a message
doing-invite = an invitation
doing-evict = taking somebody out of a room
doing-repair = putting back a setting
doing-foundgroup = making a group
doing-pin = pinning the notice of a room
doing-acceptidentity = accepting somebody's new keys
doing-answerinvite = answering an invitation
doing-showverifications = showing what is to be compared

## What does not work in safe mode
lacking-names-missing = noticing many names that people write
lacking-names-damaged = noticing many names that people write
lacking-risk-model-damaged = noticing signs of risk that are put in unusual words
lacking-walls-file = the newest settings of the rooms' walls (those from before still hold)
lacking-house-file = the newest list of groups and facilitators (those from before are there)
lacking-risk-file = the newest list of signs of risk (the one from before is used)
lacking-wording-file = our own wording of what we say (the usual wording is used)
lacking-policy-file = the newest confidentiality policy (newcomers read the one from before)
lacking-registration-file = the newest questions of registration (those from before are asked)
lacking-warden-away = guarding the doors and walls of every room (please say nothing confidential until this is mended)
lacking-guide-away = private warnings, answers and commands (members hear nothing from the guide)
lacking-scribe-away = recording sessions
lacking-lookout-away = noticing signs of risk in the groups (please read along there)
lacking-health-port = telling other programs how we are
lacking-pings = letting somebody outside notice if we stop
