import * as z from "zod/mini";
import { Amount, CurrencyCode, Id, NotNegativeAmount, Time } from "../kernel/index.ts";
import { TRANSACTION_KINDS } from "../wallet/index.ts";

/** Shapes of the doors of receipts. */

/** SHA-256 as base64url. */
export const Hash = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
const Position = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));
/** An integer as the hash covers it, in minor units. */
const Digits = z.string().check(z.regex(/^-?\d{1,38}$/));
const Jws = z.string().check(z.maxLength(4_096), z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/));
const Day = z.string().check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/));
const Label = z.string().check(z.minLength(1), z.maxLength(64));

/** What a receipt says of the transaction. */
export const Receipted = z.strictObject({
  id: Id,
  kind: z.enum(TRANSACTION_KINDS),
  type: z.enum(["credit", "debit"]),
  amount: Amount,
  fee: NotNegativeAmount,
  currency: CurrencyCode,
  counterparty: z.nullable(Label),
  at: Time,
});
export type Receipted = z.infer<typeof Receipted>;

/** Where the line stands: `wallet` names the wallet without telling whose it is. */
export const Place = z.strictObject({ wallet: Hash, seq: Position, hash: Hash });
export type Place = z.infer<typeof Place>;

export const Receipt = z.strictObject({
  receipt: Jws,
  transaction: Receipted,
  entry: Place,
  /** All that the line's hash covers, for the owner alone: the balance is in it. */
  opening: z.strictObject({
    previous_hash: z.union([Hash, z.literal("")]),
    user_id: Id,
    currency: CurrencyCode,
    seq: Position,
    at_ms: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
    transaction_id: Id,
    kind: z.enum(TRANSACTION_KINDS),
    amount: Digits,
    balance_after: Digits,
  }),
});
export type Receipt = z.infer<typeof Receipt>;

/** Longer texts are no receipts; whatever else is wrong with one is said by the verdict. */
export const VerifyRequest = z.strictObject({ receipt: z.string().check(z.minLength(1), z.maxLength(4_096)) });

export const Verdict = z.strictObject({
  valid: z.boolean(),
  /** Why not. */
  reason: z.nullable(z.enum(["malformed", "unknown_key", "signature", "not_in_ledger", "not_as_published"])),
  transaction: z.nullable(Receipted),
  entry: z.nullable(Place),
  /**
   * The published head to which the line leads; null while none was published since, and where more than a thousand lines
   * lie between.
   */
  published: z.nullable(z.strictObject({ day: Day, root: Hash, seq: Position })),
});
export type Verdict = z.infer<typeof Verdict>;

const Jwk = z.strictObject({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: Hash,
  kid: z.string().check(z.minLength(1), z.maxLength(64)),
  alg: z.literal("EdDSA"),
  use: z.literal("sig"),
});
export const ReceiptKeys = z.strictObject({ keys: z.array(Jwk).check(z.maxLength(100)) });

export const HeadsParams = z.strictObject({ day: Day });
export const HeadParams = z.strictObject({ day: Day, wallet: Hash });

export const Heads = z.strictObject({
  day: Day,
  root: Hash,
  /** Root over the day's wallets, and the root of the day published before: `root` is the hash of both. */
  tree: Hash,
  previous_day: z.nullable(Day),
  previous_root: z.nullable(Hash),
  wallets: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  taken_at: Time,
  /** `iss`, `day` and `root`, signed with the key of the receipts: that we said so once cannot be denied. */
  signed: Jws,
});
export type Heads = z.infer<typeof Heads>;

export const Head = z.strictObject({
  day: Day,
  tree: Hash,
  head: Place,
  path: z.array(z.strictObject({ side: z.enum(["left", "right"]), hash: Hash })).check(z.maxLength(64)),
});
export type Head = z.infer<typeof Head>;
