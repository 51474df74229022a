/**
 * Readiness: whether the service could do its work right now.
 *
 * Words. A **part** is what doors cannot do without: the table, their secrets. A part is asked for, never guessed at; the
 * answer names the part that failed and nothing of how.
 *
 * Not here: reading the secrets. That is the start of every door; one that has started has them.
 */
export { errors } from "./errors.ts";
export { askTable } from "./store.ts";
