/**
 * The doors that change something by another method than GET and leave no entry in the audit trail, and why. Of all
 * others the bundle carries the trail (`tests/stacks/bundles.test.ts`), and whatever example of theirs succeeds leaves
 * an entry (`tests/contract/shard.ts`).
 */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  "changes nothing": [
    "auth/check-availability",
    "disputes/open-upload",
    "payouts/resolve-account",
    "receipts/verify-receipt",
    "system/answer-unknown-route",
    "wallet/create-quote",
  ],
  "gives a challenge or a code, which changes nothing until it is answered: that leaves the entry": [
    "auth/challenge-device",
    "auth/forgot-password",
    "auth/request-otp",
    "auth/submit-email",
    "auth/submit-phone",
    "mfa/challenge-passkey",
    "mfa/invite-passkey",
    "mfa/start-totp",
  ],
  "proves who is there for some minutes; what is done with it has its own record": ["auth/verify-pin"],
  "a program's token, for what its key may anyway; the key shows when it was used last": ["developers/grant-token"],
  "moves or promises money: the journal tells who, what, when and from where": [
    "holds/capture-hold",
    "holds/create-hold",
    "holds/release-hold",
    "payouts/create-payout",
    "topups/charge-card",
    "topups/initiate-topup",
    "wallet/create-transfer",
  ],
  "what the provider says or asks, which the webhook's own record keeps": ["payouts/approve-transfer"],
  "looks; what it finds is booked, and the journal tells of it": ["topups/look-into-account"],
  "marks what was read in one's own inbox": ["notifications/mark-all-read", "notifications/mark-notification-read"],
};

/** By door: why it leaves no entry. */
export const WITHOUT_ENTRY: ReadonlyMap<string, string> = new Map(
  Object.entries(REASONS).flatMap(([reason, doors]) => doors.map((door) => [door, reason] as const)),
);

/**
 * Of the others those that leave one not at each success: what may happen besides, or what happens already, leaves it.
 */
export const SOMETIMES_WITHOUT_ENTRY: ReadonlyMap<string, string> = new Map([
  ["auth/refresh-token", "a token that is used twice does; each rotation is in its session"],
]);
