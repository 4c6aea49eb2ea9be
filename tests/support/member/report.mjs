// Tells what the client notices: messages after decryption, redactions, state and one's own membership.
import { ClientEvent, MatrixEventEvent, RoomEvent, RoomStateEvent } from "matrix-js-sdk";
import { EventShieldColour, EventShieldReason } from "matrix-js-sdk/lib/crypto-api/index.js";
import { write } from "./lines.mjs";

export async function shield(client, event) {
  const info = await client.getCrypto().getEncryptionInfoForEvent(event);
  if (!info) return { shield: "", shieldReason: "" };
  return {
    shield: EventShieldColour[info.shieldColour].toLowerCase(),
    shieldReason: info.shieldReason === null ? "" : EventShieldReason[info.shieldReason].toLowerCase(),
  };
}

async function message(client, event) {
  const relation = event.getWireContent()["m.relates_to"];
  return {
    event: "message",
    roomId: event.getRoomId(),
    eventId: event.getId(),
    sender: event.getSender(),
    type: event.getType(),
    // not getContent(): that shows the newest edit in the place of the original words
    content: { ...event.getOriginalContent(), ...(relation && { "m.relates_to": relation }) },
    encrypted: event.isEncrypted(),
    decrypted: event.isEncrypted() && !event.isDecryptionFailure(),
    failure: event.isDecryptionFailure() ? event.decryptionFailureReason : "",
    ...(await shield(client, event)),
  };
}

export function report(client) {
  const told = new Set();
  let queue = Promise.resolve(); // shields are looked up asynchronously; the order of events is kept

  const once = (key, make) => {
    if (told.has(key)) return;
    told.add(key);
    queue = queue.then(make).then(write, (error) => write({ event: "error", message: String(error.stack) }));
  };
  const tell = (event) => {
    if (event.isState() || event.isRedaction() || event.status !== null) return; // told below; not yet sent
    if (event.isEncrypted() && !event.isDecryptionFailure() && !event.getClearContent()) return; // being decrypted
    once(`${event.getId()} ${event.isDecryptionFailure()}`, () => message(client, event));
  };

  client.on(RoomEvent.Timeline, tell);
  client.on(RoomEvent.LocalEchoUpdated, tell);
  client.on(MatrixEventEvent.Decrypted, tell);
  client.on(RoomEvent.Redaction, (event, room) => {
    if (event.status !== null) return;
    const { redacts, reason = "" } = { redacts: event.event.redacts, ...event.getContent() };
    once(`redaction ${event.getId()}`, () => ({
      event: "redaction", roomId: room.roomId, eventId: event.getId(), sender: event.getSender(), redacts, reason,
    }));
  });
  client.on(RoomStateEvent.Events, (event) => {
    const [type, stateKey, content] = [event.getType(), event.getStateKey(), event.getContent()];
    const [roomId, sender] = [event.getRoomId(), event.getSender()];
    once(event.getId() ?? JSON.stringify([roomId, type, stateKey, content]), () => ({
      event: "state", roomId, eventId: event.getId() ?? "", sender, type, stateKey, content,
    }));
  });
  client.on(RoomEvent.MyMembership, (room, membership) => {
    queue = queue.then(() => write({ event: "mine", roomId: room.roomId, membership }));
  });
  client.on(ClientEvent.SyncUnexpectedError, (error) => write({ event: "error", message: String(error.stack) }));
}
