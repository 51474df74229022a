/** The independent proof of the books: for the demo, the tests and `node packages/local/src/books/run.ts`. */
export { recount, type Recount } from "./check.ts";
export {
  type RawEntry,
  type RawJournal,
  type RawLedger,
  type RawLeg,
  type RawWallet,
  readLedger,
  type TablePlace,
} from "./items.ts";
export { type BooksOptions, type BooksProof, proveBooks } from "./prove.ts";
