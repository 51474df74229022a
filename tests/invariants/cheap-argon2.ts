/** Stands for `core/auth/argon2` where a secret's hash may cost nothing: as different for each secret and salt as it is. */

let hashed = 0;

/** How often a secret was hashed, be it to keep it or to compare it. */
export const hashes = (): number => hashed;

export function argon2id(secret: Uint8Array, salt: Uint8Array): Buffer {
  hashed += 1;
  return Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]);
}
