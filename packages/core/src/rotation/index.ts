/**
 * Rotation: what stands under an old key comes under the current one, so that the old one can be taken away.
 *
 * Words. A **ring** holds the keys of one secret by id, one of them current. A value **stands under** the key that
 * sealed it, or whose hash it is found by. A **kind** says how items of one type are looked at; a **round** goes
 * through the whole table, in one or more **passes**, from a change of the rings until a pass finds nothing left to
 * do.
 *
 * Invariants. While a key is in its ring, whatever stands under it opens and is found, before, while and after it is
 * renewed. A renewal changes no meaning and is refused by whatever was changed since it was read: the other one wins.
 * A round may stop anywhere and be run twice. What stands under no key of the ring is counted, left as it is, and
 * told.
 *
 * Not here: who makes keys and takes them away (an operator: docs/runbooks/rotate-keys.md), which values there are
 * (each domain's own kinds). Hashes of secrets cannot be renewed by us, only by their next use: they are counted.
 */
export { findMoving } from "./find.ts";
export { hashedIn, keyedBy, sealedIn } from "./kinds.ts";
export type { Kind, Tally } from "./model.ts";
export { rotateKeys, type RotationResult } from "./rotate.ts";
