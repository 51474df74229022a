import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

export interface Signable {
  readonly url: URL;
  /** Lower-case names; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * AWS Signature Version 4 for a POST to the root path, which is all that AWS's JSON protocols send. Written out because
 * a door's budget is bytes: the SDK's client for the one call we make costs 77 KB in every bundle. Held against that
 * very client in `signature.test.ts`.
 */
export function sign(
  request: Signable,
  scope: { readonly region: string; readonly service: string },
  credentials: Credentials,
  atIso: string,
): Readonly<Record<string, string>> {
  const at = atIso.replace(/[-:]|\.\d+/g, "");
  const day = at.slice(0, 8);
  const headers: Record<string, string> = { ...request.headers, "x-amz-date": at };
  if (credentials.sessionToken !== undefined) headers["x-amz-security-token"] = credentials.sessionToken;

  const signed = Object.entries({ ...headers, host: request.url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join("");
  const canonical = `POST\n/\n\n${lines}\n${names}\n${sha256(request.body)}`;

  const range = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const steps = [day, scope.region, scope.service, "aws4_request"];
  const key = steps.reduce<string | Buffer>((outer, step) => hmac(outer, step), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${at}\n${range}\n${sha256(canonical)}`).toString("hex");
  const credential = `Credential=${credentials.accessKeyId}/${range}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
