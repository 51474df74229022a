/** What the API document says in words, for whoever writes against it. */

export const DESCRIPTION = `Wallet backend: sign-in by phone, wallets in a double-entry ledger, transfers, top-ups and payouts.

**Requests.** JSON in snake_case; ids are UUIDs; times are RFC 3339 in UTC. Unknown fields and query parameters are refused,
bodies above 64 KB too. \`X-Request-Id\` is echoed, and made where it is absent: give it to us with any question.

**Money** is an integer in minor units (kobo for NGN: \`150000\` is NGN 1,500.00) beside its currency. Currencies with more than
three decimals go as decimal strings; \`GET /api/v1/wallet/assets\` says which.

**Callers.** People send the access token of a sign-in as \`Authorization: Bearer\`; it lives 15 minutes and is renewed by
\`POST /api/v1/auth/token/refresh\`. Browsers may ask for cookies with \`?mode=cookie\` and then send \`X-Csrf-Token\`. Programs send an API
key, or a token that they get for it. Money moves on the PIN (\`pin\`), or on a \`confirmation\` token that the PIN has bought.

**Idempotency.** An operation with Idempotency-Key gives its first committed answer again, for ever, when the same key comes
with the same body (\`Idempotency-Replayed: true\`). Without the header \`reference\` of the body serves as the key; without either, the
request is not safe to send twice. Such a request has a key of our making: a 503 then says no Retry-After, but this key, in
\`details.idempotency_key\`. It may have happened; send it again with this key in Idempotency-Key, and it happens once. A refusal
binds no key.

**Lists** take \`limit\` and \`cursor\` and answer \`{ items, next_cursor }\`; \`next_cursor\` is null at the end. A filtered page may be short
and still have a next one.

**Problems.** A refusal is an RFC 9457 problem, \`application/problem+json\`, with a stable \`code\`. Each answer below lists its codes as
examples, with what each means and what to do; docs/errors.md has them all on one page. Switch on \`code\`, never on \`detail\`.
Locked (423), too many (429) and unavailable (503) come with Retry-After where the time is known.

**The gateway itself** answers \`{ "message": … }\` when it is over its limits (429), cannot reach a function (503) or gets a
request that is larger than it takes (413). Any path that is none answers 404 \`route_not_found\`; another method 405
\`method_not_allowed\`, with Allow.

**Aliases** (\`x-alias-of\`) are other paths of the same operation, for clients that know it by them. They are not deprecated: none will
be taken away while this version lives. New clients use the path without the mark.`;

/** What a domain is about, for users of the API. A domain that is not here is described by its name alone. */
const TAGS: Readonly<Record<string, string>> = {
  approvals: "Four eyes: what one of the staff proposed, for another to approve or reject.",
  audit: "The audit trail: who did what, when and from where.",
  auth: "Signing up and in, sessions and devices, password and PIN, proving that it is you.",
  bulk: "Files of payouts out of a merchant's wallet.",
  corrections: "Reversals, adjustments and refunds between wallets, by staff, with four eyes.",
  developers: "API keys of programs, and the tokens that they get for them.",
  disputes: "Chargebacks: a payer's bank asks for money back.",
  holds: "Money that its owner promises to somebody for a while: made, captured, released.",
  mfa: "Second factors: authenticator apps, approval on another device, passkeys, recovery codes.",
  notifications: "A person's inbox.",
  payouts: "Money from a wallet to a bank account; the accounts and people somebody pays often.",
  receipts: "Signed receipts, and the heads of the ledger's chains that they can be checked against.",
  reconciliation: "Our books against the payment provider's, day by day; the float.",
  refunds: "Money back through the payment provider to whoever paid it in.",
  staff: "Accounts as a whole: finding, blocking, roles, access.",
  statements: "What happened in a wallet between two times: JSON, CSV or PDF.",
  system: "Whether the service is up, and which build it is.",
  topups: "Money into a wallet: checkout pages, saved cards, account numbers of one's own.",
  users: "A person's profile and settings.",
  wallet: "Balances, transfers, quotes, limits, history; for staff the ledger and its rules.",
  webhooks: "What the payment provider told us: kept, listed, carried out again.",
};

export function tagsOf(domains: readonly string[]): readonly { readonly name: string; readonly description: string }[] {
  return [...new Set(domains)].sort().map((name) => ({ name, description: TAGS[name] ?? `What belongs to ${name}.` }));
}
