### Names of rooms. The homeserver can read them: no name of a person, no illness.

# $organisation (every sentence may use it)
room-name-group = { $organisation } – group room
# $organisation
room-name-private = { $organisation } – you and the guide
# $organisation
room-name-manager = { $organisation } – managers
