import { randomBytes } from "node:crypto";
import { isObject } from "./path.ts";

/** Where a task token leads. It says so itself, so that tokens need no index and outlive a restart. */
export interface TokenTarget {
  readonly executionArn: string;
  readonly thread: string;
}

export function newToken(target: TokenTarget): string {
  const text = JSON.stringify({ ...target, nonce: randomBytes(16).toString("base64url") });
  return Buffer.from(text).toString("base64url");
}

/** Undefined when the text is no token of ours. */
export function readToken(token: string): TokenTarget | undefined {
  try {
    const said: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (!isObject(said)) return undefined;
    const { executionArn, thread, nonce } = said;
    const ours = typeof executionArn === "string" && typeof thread === "string" && typeof nonce === "string";
    return ours ? { executionArn, thread } : undefined;
  } catch {
    return undefined;
  }
}
