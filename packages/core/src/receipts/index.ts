/**
 * Receipts: what a person can show to others, and what nobody can deny afterwards.
 *
 * Words. A **receipt** is a signed text (JWS) over one line of one wallet's chain: the transaction, the line's **place**
 * and its **hash**. The **opening** is all that the hash covers, the line before included: whoever holds it recomputes
 * the hash. A wallet's **head** is the hash of its last line; once a day the heads of all wallets that moved are
 * **published** under one root, and each day's root covers the day before, so that nothing older can be changed unseen.
 *
 * Invariants. A receipt of the same line by the same key is the same text for ever. It tells no balance and no name that
 * the other side does not know already; the opening, which has the balance in it, goes to the wallet's owner only.
 * What was published is never changed.
 *
 * Not here: the chain itself (wallet). The algorithm is written down in docs/receipts.md, with a program that checks it.
 */
export { errors } from "./errors.ts";
export { publishHeads, readHead, readHeads } from "./heads.ts";
export { receiptKeys } from "./keys.ts";
export { readReceipt } from "./receipt.ts";
export { verifyReceipt } from "./verify.ts";
export { Head, HeadParams, Heads, HeadsParams, Receipt, ReceiptKeys, Verdict, VerifyRequest } from "./wire.ts";
