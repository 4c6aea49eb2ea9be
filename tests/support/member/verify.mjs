// "Verify user", as Element does it: ask, wait until the other side is ready, compare emoji, say whether they match.
import {
  CryptoEvent, VerificationPhase, VerificationRequestEvent, VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";

const SAS = "m.sas.v1";
const PATIENCE_MS = 30_000;
const under_way = new Map();

function told(emitter, event, find) {
  return new Promise((done, fail) => {
    const look = () => {
      const found = find();
      if (found === undefined) return;
      clearTimeout(timer);
      emitter.off(event, look);
      done(found);
    };
    const timer = setTimeout(() => (emitter.off(event, look), fail(new Error("the other side has not answered"))), PATIENCE_MS);
    emitter.on(event, look);
    look();
  });
}

const reached = (request, ...phases) =>
  told(request, VerificationRequestEvent.Change, () => {
    const over = [VerificationPhase.Done, VerificationPhase.Cancelled].includes(request.phase);
    return over || phases.includes(request.phase) ? request.phase : undefined;
  });

const outcome = (request) => ({
  txn: request.transactionId, phase: VerificationPhase[request.phase].toLowerCase(), code: request.cancellationCode ?? "",
});

// asks in a room, or straight to a device; returns when the emoji are there, or when it is over before
export async function begin(client, { user, room, device, wait = true }) {
  const crypto = client.getCrypto();
  await crypto.getUserDeviceInfo([user], true);
  const request = room ? await crypto.requestVerificationDM(user, room) : await crypto.requestDeviceVerification(user, device);
  under_way.set(request.transactionId, { request });
  if (!wait) return outcome(request);
  return compare(request.transactionId);
}

export async function compare(txn) {
  const { request } = under_way.get(txn);
  if ((await reached(request, VerificationPhase.Ready)) !== VerificationPhase.Ready) return outcome(request);
  const verifier = await request.startVerification(SAS);
  const ended = verifier.verify().catch(() => null); // how it ended is read from the request
  const shown = await Promise.race([
    told(verifier, VerifierEvent.ShowSas, () => verifier.getShowSasCallbacks() ?? undefined),
    ended,
  ]);
  under_way.set(txn, { request, shown });
  return { ...outcome(request), emoji: shown?.sas.emoji ?? [], decimal: shown?.sas.decimal ?? [] };
}

// what was agreed on is signed and goes to the server before the client counts somebody as verified
async function verified(client, user) {
  const changed = new Promise((done) => {
    const timer = setTimeout(() => done(false), PATIENCE_MS);
    client.on(CryptoEvent.UserTrustStatusChanged, (who, status) => {
      if (who === user && status.isCrossSigningVerified()) (clearTimeout(timer), done(true));
    });
  });
  const status = await client.getCrypto().getUserVerificationStatus(user);
  return status.isCrossSigningVerified() || changed;
}

// says what the person says of the emoji: match, mismatch, cancel, or nothing (only waits for the end)
export async function end(client, { txn, answer }) {
  const { request, shown } = under_way.get(txn);
  if (answer === "match") await shown.confirm();
  if (answer === "mismatch") shown.mismatch();
  if (answer === "cancel") await request.cancel();
  const agreed = (await reached(request)) === VerificationPhase.Done;
  return { ...outcome(request), verified: agreed && (await verified(client, request.otherUserId)) };
}
