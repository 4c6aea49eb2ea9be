// What a person does about identities: a recovery key of their own, and looking at (or vouching for) somebody else's.
import { UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/index.js";

export function secretsOpenedBy(recoveryKey) {
  let own = recoveryKey && decodeRecoveryKey(recoveryKey);
  return {
    getSecretStorageKey: async ({ keys }) => (own ? [Object.keys(keys)[0], own] : null),
    cacheSecretStorageKey: (_id, _info, key) => (own = key),
  };
}

// as Element does when somebody sets up recovery
export async function makeSecretStorage(client, authUploadDeviceSigningKeys) {
  const crypto = client.getCrypto();
  const key = await crypto.createRecoveryKeyFromPassphrase();
  await crypto.bootstrapSecretStorage({ createSecretStorageKey: async () => key, setupNewSecretStorage: true });
  await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys });
  return { recoveryKey: key.encodedPrivateKey };
}

export async function trustIn(client, user) {
  const status = await client.getCrypto().getUserVerificationStatus(user);
  return {
    verified: status.isCrossSigningVerified(),
    wasVerified: status.wasCrossSigningVerified(),
    changed: status.needsUserApproval,
  };
}

// what "Verify user" comes to once both people have said that the emoji are the same
export async function vouch(client, user) {
  const crypto = client.getCrypto();
  const [machine, { outgoingRequestProcessor }] = [crypto.getOlmMachineOrThrow(), crypto];
  await crypto.getUserDeviceInfo([user], true);
  const identity = await machine.getIdentity(new UserId(user));
  await outgoingRequestProcessor.makeOutgoingRequest(await identity.verify());
  await outgoingRequestProcessor.makeOutgoingRequest(machine.queryKeysForUsers([new UserId(user)])); // and see it
}
