/**
 * Statements: what happened in a wallet between two times, line by line, for a bank, an employer or the tax.
 *
 * Words. A **statement** has an **opening** balance, one **line** for each entry of the wallet's chain, and a
 * **closing** balance. Credits and debits are what the entries did to available + reserved.
 *
 * Invariants. Opening + credits − debits = closing; each line carries the balance after it, and each is linked to the
 * one before by its hash (docs/receipts.md). A statement of a time that is over is the same for ever.
 *
 * Not here: what is pending or failed (history); how a file looks (gateways/documents).
 */
export { errors } from "./errors.ts";
export type { Statement, StatementLine } from "./model.ts";
export { loadStatement, statementName } from "./statement.ts";
export { StatementQuery, StatementShown, statementView } from "./wire.ts";
