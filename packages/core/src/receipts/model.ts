import { createHash } from "node:crypto";

/** The words of receipts and of what is published. No I/O here; docs/receipts.md says the same for everybody. */

/** The first day's root covers this in the place of a day before. */
export const NO_DAY_BEFORE = "";

const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Names a wallet without telling whose it is. */
export function walletRef(userId: string, currency: string): string {
  return sha256(`cowry/wallet/1:${userId}:${currency}`).toString("base64url");
}

/** A wallet's last line when the heads were taken. */
export interface WalletHead {
  readonly wallet: string;
  readonly seq: number;
  readonly hash: string;
}

/** One step from a leaf to the root: the hash on the other side. */
export interface PathStep {
  readonly side: "left" | "right";
  readonly hash: string;
}

/** Leaves and nodes are hashed apart (as RFC 6962 does), so that no node passes for a leaf. */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafOf({ wallet, seq, hash }: WalletHead): Buffer {
  return sha256(LEAF, `cowry/head/1:${wallet}:${seq}:${hash}`);
}

/** Root of a tree over these leaves; a leaf without a neighbour goes up as it is. Nothing has the root of nothing. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  let level = leaves;
  while (level.length > 1) level = levelAbove(level);
  return level[0] ?? sha256(LEAF);
}

function levelAbove(level: readonly Buffer[]): readonly Buffer[] {
  const above: Buffer[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left !== undefined) above.push(right === undefined ? left : sha256(NODE, left, right));
  }
  return above;
}

/** The hashes that lead from one leaf to the root. */
export function pathOf(leaves: readonly Buffer[], index: number): readonly PathStep[] {
  const path: PathStep[] = [];
  let [level, at] = [leaves, index];
  while (level.length > 1) {
    const isLeft = at % 2 === 0;
    const other = level[isLeft ? at + 1 : at - 1];
    if (other !== undefined) path.push({ side: isLeft ? "right" : "left", hash: other.toString("base64url") });
    level = levelAbove(level);
    at = Math.floor(at / 2);
  }
  return path;
}

/** What one day publishes: its tree's root and the day before's, so that today's word stands for all days. */
export function dayRoot(day: string, tree: Uint8Array, previous: string): string {
  return sha256(`cowry/day/1:${day}:${Buffer.from(tree).toString("base64url")}:${previous}`).toString("base64url");
}
