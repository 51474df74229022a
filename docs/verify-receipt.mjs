// node docs/verify-receipt.mjs receipt.json keys.json [heads.json head.json]: see docs/receipts.md. Needs nothing but Node.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [receipt, { keys }, heads, head] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const text = (bytes) => bytes.toString("base64url");
const must = (holds, what) => {
  console.log(`${holds ? "ok  " : "NOT "} ${what}`);
  if (!holds) process.exitCode = 1;
};

const opened = (jws, type, what) => {
  const [header, payload, signature] = jws.split(".");
  const { alg, typ, kid } = JSON.parse(Buffer.from(header, "base64url"));
  const key = createPublicKey({ key: keys.find((each) => each.kid === kid), format: "jwk" });
  const signed = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
  must(alg === "EdDSA" && typ === type && signed, `${what}signed with ${kid}`);
  return JSON.parse(Buffer.from(payload, "base64url"));
};

// 1. The signature, and what it covers.
const { transaction, entry } = opened(receipt.receipt, "cowry-receipt+jws", "");

// 2. The opening hashes to the line's hash.
if (receipt.opening) {
  const { previous_hash, user_id, currency, seq, at_ms, transaction_id, kind, amount, balance_after } = receipt.opening;
  const line = [previous_hash, user_id, currency, seq, at_ms, transaction_id, kind, amount, balance_after].map(String);
  const covered = ["cowry/entry/1", ...line].map((part) => `${part.length}:${part}`).join("");
  must(
    text(sha256(covered)) === entry.hash && transaction_id === transaction.id,
    `line ${seq} hashes to ${entry.hash}`,
  );
  must(text(sha256(`cowry/wallet/1:${user_id}:${currency}`)) === entry.wallet, `it is of wallet ${entry.wallet}`);
}

// 3. The published head of the wallet leads to the day's root, and the day's root covers the day before.
if (heads && head) {
  const { wallet, seq, hash } = head.head;
  let node = sha256(Uint8Array.of(0), `cowry/head/1:${wallet}:${seq}:${hash}`);
  for (const step of head.path) {
    const other = Buffer.from(step.hash, "base64url");
    node = step.side === "left" ? sha256(Uint8Array.of(1), other, node) : sha256(Uint8Array.of(1), node, other);
  }
  must(
    text(node) === heads.tree && wallet === entry.wallet,
    `its head at line ${seq} is under the tree of ${heads.day}`,
  );
  const root = sha256(`cowry/day/1:${heads.day}:${heads.tree}:${heads.previous_root ?? ""}`);
  must(text(root) === heads.root, `the root of ${heads.day} is ${heads.root}`);
  const word = opened(heads.signed, "cowry-heads+jws", "that root is ");
  if (word.day !== heads.day || word.root !== heads.root) must(false, "but another root is signed");
  if (seq === entry.seq) must(hash === entry.hash, "and that head is this very line");
}
