import { above, allOf, anyOf, below } from "@cowry/table";
import { errors, liveKeys, type SecretName } from "../kernel/index.ts";

/**
 * Stored hashes begin with the id of their key. An attempt is only counted where it can be compared: under a key that
 * this instance does not have (taken from the ring too early, or not yet read) nothing is lost by trying.
 */

/** True for a text that begins with the id of a live key and this separator. Key ids hold no separator. */
export function madeWithLiveKey<const A extends string>(name: SecretName, attribute: A, separator: "." | "$") {
  const next = String.fromCharCode(separator.charCodeAt(0) + 1);
  return anyOf(
    liveKeys(name).map(({ id }) => allOf([above(attribute, `${id}${separator}`), below(attribute, `${id}${next}`)])),
  );
}

/** Throws unless the key of a stored hash is live. */
export function checkLive(name: SecretName, stored: string, separator: "." | "$"): void {
  if (!isLive(name, stored, separator)) throw errors.unavailable(undefined, { context: { retired: name } });
}

/** True when the key of a stored hash is live. */
export function isLive(name: SecretName, stored: string, separator: "." | "$"): boolean {
  const id = stored.slice(0, stored.indexOf(separator));
  return liveKeys(name).some((key) => key.id === id);
}

/** The id of the pepper under which a stored secret stands: see `hash.ts`. */
export function pepperIdOf(stored: string): string {
  return stored.slice(0, stored.indexOf("$"));
}
