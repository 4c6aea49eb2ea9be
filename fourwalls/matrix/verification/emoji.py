"""The 64 emoji of the specification in its order, with its English names, which are what Element shows too.

nio has a table as well, but some of its names are older ("Wrench", "Airplane"): nothing may differ but what differs.
"""

from __future__ import annotations

_TABLE = """
    🐶 Dog | 🐱 Cat | 🦁 Lion | 🐎 Horse | 🦄 Unicorn | 🐷 Pig | 🐘 Elephant | 🐰 Rabbit |
    🐼 Panda | 🐓 Rooster | 🐧 Penguin | 🐢 Turtle | 🐟 Fish | 🐙 Octopus | 🦋 Butterfly | 🌷 Flower |
    🌳 Tree | 🌵 Cactus | 🍄 Mushroom | 🌏 Globe | 🌙 Moon | ☁️ Cloud | 🔥 Fire | 🍌 Banana |
    🍎 Apple | 🍓 Strawberry | 🌽 Corn | 🍕 Pizza | 🎂 Cake | ❤️ Heart | 😀 Smiley | 🤖 Robot |
    🎩 Hat | 👓 Glasses | 🔧 Spanner | 🎅 Santa | 👍 Thumbs Up | ☂️ Umbrella | ⌛ Hourglass | ⏰ Clock |
    🎁 Gift | 💡 Light Bulb | 📕 Book | ✏️ Pencil | 📎 Paperclip | ✂️ Scissors | 🔒 Lock | 🔑 Key |
    🔨 Hammer | ☎️ Telephone | 🏁 Flag | 🚂 Train | 🚲 Bicycle | ✈️ Aeroplane | 🚀 Rocket | 🏆 Trophy |
    ⚽ Ball | 🎸 Guitar | 🎺 Trumpet | 🔔 Bell | ⚓ Anchor | 🎧 Headphones | 📁 Folder | 📌 Pin
"""

EMOJI = tuple((picture, name) for picture, _, name in (each.strip().partition(" ") for each in _TABLE.split("|")))
"""(emoji, name), by number."""
