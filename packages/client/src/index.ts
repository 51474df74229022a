/**
 * The client of the API: typed from its document, without dependencies, for Node, browsers and React Native.
 *
 * A call returns what succeeded and throws everything else: `Problem` (the API said no), `OutcomeUnknown` (a write may
 * have happened), `Unreachable`, `UnexpectedAnswer`, `SignedOut`. See README.md beside this package.
 */
export { type Client, type ClientOptions, type ClientSession, createClient, VERSION } from "./client.ts";
export {
  CowryError,
  type FieldError,
  isProblem,
  isProblemOf,
  OutcomeUnknown,
  Problem,
  type ProblemOf,
  SignedOut,
  UnexpectedAnswer,
  Unreachable,
} from "./errors.ts";
export type { Fetch } from "./exchange.ts";
export type {
  Answer,
  CallOptions,
  Code,
  CodeOf,
  DetailsOf,
  ItemOf,
  ListPath,
  Request,
  Route,
  Schemas,
} from "./routes.ts";
export { type KeyValues, memoryTokens, storedTokens, type Tokens, type TokenStore } from "./token-store.ts";
