import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface Signable {
  /** With the port, where it is not the protocol's own. */
  readonly host: string;
  /** Lower-case names; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface Scope {
  readonly region: string;
  readonly service: string;
}

/**
 * AWS Signature Version 4 for a POST to the root path, which is all that AWS's JSON protocols send. Written out because
 * a door's budget is bytes and time: the SDK's signer makes itself anew for each request, and its client for the one call
 * that brings the secrets costs 77 KB in every bundle. Held against the SDK in `signature.test.ts`.
 */
export function sign(
  request: Signable,
  scope: Scope,
  credentials: Credentials,
  atIso: string,
): Readonly<Record<string, string>> {
  const at = atIso.replace(/[-:]|\.\d+/g, "");
  const day = at.slice(0, 8);
  const headers: Record<string, string> = { ...request.headers, "x-amz-date": at };
  if (credentials.sessionToken !== undefined) headers["x-amz-security-token"] = credentials.sessionToken;

  const signed: Record<string, string> = { ...headers, host: request.host };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]?.trim() ?? ""}\n`).join("");
  const list = names.join(";");
  const canonical = `POST\n/\n\n${lines}\n${list}\n${hash("sha256", request.body)}`;

  const range = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${at}\n${range}\n${hash("sha256", canonical)}`;
  const signature = createHmac("sha256", keyOf(range, credentials)).update(text).digest("hex");
  const credential = `Credential=${credentials.accessKeyId}/${range}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${list}, Signature=${signature}`,
  };
}

/** Signing keys live for a day; a function has one secret at a time and two services at most. */
const KEPT = 8;
const kept = new Map<string, KeyObject>();

function keyOf(range: string, { secretAccessKey }: Credentials): KeyObject {
  const name = `${range} ${secretAccessKey}`;
  const known = kept.get(name);
  if (known !== undefined) return known;
  const secret = range
    .split("/")
    .reduce<string | Buffer>(
      (outer, step) => createHmac("sha256", outer).update(step).digest(),
      `AWS4${secretAccessKey}`,
    );
  const key = createSecretKey(Buffer.from(secret));
  if (kept.size >= KEPT) kept.clear();
  kept.set(name, key);
  return key;
}
