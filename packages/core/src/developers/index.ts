/**
 * Third parties' programs: API keys and client credentials.
 *
 * Words. A **client** is a program that acts for the person who made it (its **owner**), within its **scopes**. Its
 * **key** is `cwk_<client id>_<secret>`, shown once. **Rotating** makes a new secret while the old one still works for a
 * while (the **overlap**). A **client token** is a short access token (RFC 9068) bought with id and secret (RFC 6749 §4.4).
 *
 * Invariants. A secret stands nowhere: the table has a keyed hash. A person has at most ten clients, each in a **slot**.
 * Revoked, expired, its owner blocked, closed or shut out of the API: from that moment on nothing opens with it, tokens
 * bought before included. A client never has a scope that its owner did not confirm by PIN.
 *
 * Not here: what a scope opens (the doors say so), staff.
 */
export { eraseClients } from "./erasing.ts";
export { createClient, type CreatedClient, type NewClient } from "./create.ts";
export { errors } from "./errors.ts";
export { clientKinds } from "./kinds.ts";
export { listClients, revokeClient, rotateClient } from "./manage.ts";
export { CLIENTS_MAX, KEY_PREFIX } from "./model.ts";
export { grantToken, type GrantedToken, TOKENS_PER_CLIENT } from "./token.ts";
export { verifyApiKey, verifyClientToken } from "./verify.ts";
export * from "./wire.ts";
