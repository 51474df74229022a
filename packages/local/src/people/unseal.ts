import { unsealWith } from "@cowry/core/kernel/field";
import { type KeyRing, subkey } from "@cowry/core/kernel/keys";

/**
 * Opens what the product has sealed of a person, with this machine's own keys: the console shows whose phone it is.
 * undefined for what these keys do not open, and for what was erased.
 */
export function unsealer(ring: KeyRing): (sealed: unknown, context: string) => string | undefined {
  const keys = new Map(
    Object.entries(ring.keys).map(([id, key]) => [id, subkey({ id, bytes: Buffer.from(key, "base64url") }, "field")]),
  );
  return (sealed, context) => {
    if (typeof sealed !== "string") return undefined;
    const dot = sealed.indexOf(".");
    const key = keys.get(sealed.slice(0, dot));
    if (key === undefined) return undefined;
    try {
      return unsealWith(key, sealed.slice(dot + 1), context);
    } catch {
      return undefined;
    }
  };
}
