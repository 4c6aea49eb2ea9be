// A member of a group, as a person's own client would be: the engine that Element uses, driven by JSON lines.
import "./quiet.mjs";
import { ClientEvent, MatrixEvent, createClient } from "matrix-js-sdk";
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { DeviceId, LocalTrust, UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import { serve } from "./lines.mjs";
import { makeSecretStorage, secretsOpenedBy, trustIn, vouch } from "./identity.mjs";
import { report, shield } from "./report.mjs";
import * as verify from "./verify.mjs";

const ROOM_PATIENCE_MS = 20_000;
let client;
let settled = new Set(); // the rooms that one is in, as of the last finished sync

async function login({ baseUrl, user, password, onlySigned, signed, recoveryKey }) {
  const identifier = { type: "m.id.user", user };
  const session = await createClient({ baseUrl }).loginRequest({ type: "m.login.password", identifier, password });
  client = createClient({
    baseUrl, userId: session.user_id, deviceId: session.device_id, accessToken: session.access_token,
    cryptoCallbacks: secretsOpenedBy(recoveryKey),
  });
  await client.initRustCrypto({ useIndexedDB: false });
  const crypto = client.getCrypto();
  crypto.setDeviceIsolationMode(onlySigned ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(true));
  if (recoveryKey) await crypto.userHasCrossSigningKeys(session.user_id, true); // an identity to take on must be known first
  if (signed) await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: withPassword(identifier, password) });
  report(client);
  client.on(ClientEvent.Sync, () => {
    settled = new Set(client.getRooms().filter((room) => room.getMyMembership() === "join").map((room) => room.roomId));
  });
  const prepared = new Promise((done) => {
    client.on(ClientEvent.Sync, (state) => state === "PREPARED" && done());
  });
  await client.startClient({ initialSyncLimit: 50, pollTimeout: 10_000 });
  await prepared;
  return { userId: session.user_id, deviceId: session.device_id };
}

// the first upload needs no proof; replacing the keys of an account does
function withPassword(identifier, password) {
  return async (makeRequest) => {
    try {
      return await makeRequest(null);
    } catch (error) {
      if (!error.data?.session) throw error;
      return await makeRequest({ type: "m.login.password", identifier, password, session: error.data.session });
    }
  };
}

function nextSync() {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error("the room has not arrived by sync")), ROOM_PATIENCE_MS);
    client.once(ClientEvent.Sync, () => (clearTimeout(timer), done()));
  });
}

// a room is only safe to write to when the sync that brought it is done
async function joined(roomId) {
  while (!settled.has(roomId)) await nextSync();
  return client.getRoom(roomId);
}

// a sync may bring a new room before its encryption, so the server is asked before a room counts as open
async function isEncrypted(roomId) {
  const known = () => client.getCrypto().isEncryptionEnabledInRoom(roomId);
  if (await known()) return true;
  const state = await client.roomState(roomId);
  if (!state.some((event) => event.type === "m.room.encryption")) return false;
  while (!(await known())) await nextSync();
  return true;
}

async function sendEvent({ room, type, content, inClear = false }) {
  await joined(room);
  const encrypted = await isEncrypted(room);
  if (!encrypted && !inClear) throw new Error("the room is not encrypted");
  if (!encrypted || !inClear) return { eventId: (await client.sendEvent(room, null, type, content)).event_id };
  // plain words in an encrypted room: what no good client does
  const path = `/rooms/${encodeURIComponent(room)}/send/${encodeURIComponent(type)}/${client.makeTxnId()}`;
  return { eventId: (await client.http.authedRequest("PUT", path, undefined, content)).event_id };
}

function send({ room, body, msgtype = "m.text", threadRoot, replyTo, replaces, mentions, inClear }) {
  const content = { msgtype, body };
  if (mentions) content["m.mentions"] = { user_ids: mentions };
  if (replaces) {
    const fresh = { ...content };
    Object.assign(content, { body: `* ${body}`, "m.new_content": fresh });
    content["m.relates_to"] = { rel_type: "m.replace", event_id: replaces };
  } else if (threadRoot || replyTo) {
    const answer = { "m.in_reply_to": { event_id: replyTo ?? threadRoot } };
    const thread = { rel_type: "m.thread", event_id: threadRoot, is_falling_back: !replyTo };
    content["m.relates_to"] = threadRoot ? { ...thread, ...answer } : answer;
  }
  return sendEvent({ room, type: "m.room.message", content, inClear });
}

serve({
  login,
  send,
  sendEvent,
  rooms: () => client.getRooms().map((room) => ({ roomId: room.roomId, membership: room.getMyMembership() })),
  join: async ({ room }) => {
    await client.joinRoom(room);
    await joined(room);
  },
  leave: ({ room, reason }) => {
    const path = `/rooms/${encodeURIComponent(room)}/leave`;
    return client.http.authedRequest("POST", path, undefined, reason ? { reason } : {}).then(() => null);
  },
  createRoom: async ({ body }) => {
    const roomId = (await client.createRoom(body)).room_id;
    await joined(roomId);
    return { roomId };
  },
  invite: ({ room, user }) => client.invite(room, user),
  kick: ({ room, user, reason }) => client.kick(room, user, reason),
  setState: async ({ room, type, stateKey = "", content }) => ({
    eventId: (await client.sendStateEvent(room, type, content, stateKey)).event_id,
  }),
  state: ({ room }) => client.roomState(room),
  react: async ({ room, eventId, key }) => {
    const relation = { rel_type: "m.annotation", event_id: eventId, key };
    return { eventId: (await client.sendEvent(room, null, "m.reaction", { "m.relates_to": relation })).event_id };
  },
  redact: async ({ room, eventId, reason }) => ({
    eventId: (await client.redactEvent(room, eventId, undefined, reason && { reason })).event_id,
  }),
  setDisplayName: ({ name }) => client.setDisplayName(name).then(() => null),
  scrollback: async ({ room, limit = 100 }) => {
    await client.scrollback(await joined(room), limit);
  },
  verifiedOnly: () => {
    client.getCrypto().globalBlacklistUnverifiedDevices = true;
  },
  block: async ({ user, device }) => { // the SDK has no way to block a device, its engine has
    const machine = client.getCrypto().getOlmMachineOrThrow();
    await (await machine.getDevice(new UserId(user), new DeviceId(device))).setLocalTrust(LocalTrust.BlackListed);
  },
  freshKey: ({ room }) => client.getCrypto().forceDiscardSession(room).then(() => null),
  shields: async ({ room, eventId }) => {
    const event = client.getRoom(room)?.findEventById(eventId);
    if (!event) throw new Error("no such event has been seen");
    return shield(client, event);
  },
  get: ({ path, query }) => client.http.authedRequest("GET", path, query),
  put: ({ path, body }) => client.http.authedRequest("PUT", path, undefined, body),
  recipients: async ({ room }) =>
    (await client.getRoom(room).getEncryptionTargetMembers()).map(({ userId }) => userId),
  sealed: async ({ room, limit = 100 }) => {
    const path = `/rooms/${encodeURIComponent(room)}/messages`;
    const { chunk } = await client.http.authedRequest("GET", path, { dir: "b", limit: String(limit) });
    return chunk.filter((event) => event.type === "m.room.encrypted").reverse();
  },
  opens: async ({ event }) => { // whether the keys that are held open an event, however it came
    const sealed = new MatrixEvent(event);
    await sealed.attemptDecryption(client.getCrypto());
    return { opened: !sealed.isDecryptionFailure() && sealed.getClearContent() !== null };
  },
  post: ({ path, body }) => client.http.authedRequest("POST", path, undefined, body),
  makeSecretStorage: ({ user, password }) =>
    makeSecretStorage(client, withPassword({ type: "m.id.user", user }, password)),
  secret: async ({ name }) => ({ secret: (await client.secretStorage.get(name)) ?? null }),
  trust: ({ user }) => trustIn(client, user),
  vouch: ({ user }) => vouch(client, user),
  // the public keys of somebody, by key id: of their devices, and their master key
  publicKeys: async ({ user }) => {
    const { device_keys: devices, master_keys: masters } = await client.downloadKeysForUsers([user]);
    return Object.fromEntries(
      [...Object.values(devices[user]), masters[user]].flatMap((each) =>
        Object.entries(each.keys).filter(([name]) => name.startsWith("ed25519:")),
      ),
    );
  },
  verify: (given) => verify.begin(client, given),
  verifyCompare: ({ txn }) => verify.compare(txn),
  verifyEnd: (given) => verify.end(client, given),
  logout: () => client.logout(true).then(() => null),
  stop: () => {
    client?.stopClient();
    setTimeout(() => process.exit(0), 0);
  },
});
