import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What a person holds beside their phone number: an authenticator app, a device key, passkeys. Written with node:crypto. */

/** The code that an authenticator app shows for this secret (base32) at this time: RFC 6238 with SHA-1, 30 s, 6 digits. */
export function totpCode(secret: string, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  return ((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, "0");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** An app's P-256 key, kept behind the phone's fingerprint sensor. */
export class DeviceKey {
  readonly #private: KeyObject;
  /** SubjectPublicKeyInfo, DER, base64url. */
  readonly publicKey: string;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#private = privateKey;
    this.publicKey = publicKey.export({ format: "der", type: "spki" }).toString("base64url");
  }

  sign(userId: string, challenge: string): string {
    const text = Buffer.from(`cowry-device-key:${userId}:${challenge}`);
    return sign("sha256", text, this.#private).toString("base64url");
  }
}

export interface AuthenticatorOptions {
  readonly rpId?: string;
  readonly origin?: string;
  /** False: nobody looked who holds it. */
  readonly verifiesUser?: boolean;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

/** A software authenticator with one ES256 passkey, as a platform would hold it (WebAuthn level 2, attestation "none"). */
export class Authenticator {
  readonly #private: KeyObject;
  readonly #point: Buffer;
  readonly id = randomBytes(16);
  readonly #options: Required<AuthenticatorOptions>;
  userHandle = "";
  counter = 0;

  constructor(options: AuthenticatorOptions = {}) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#private = privateKey;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#point = Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
    this.#options = { rpId: "cowry.example", origin: "https://cowry.example", verifiesUser: true, ...options };
  }

  /** RegistrationResponseJSON. */
  create({ challenge, userHandle }: { readonly challenge: string; readonly userHandle: string }) {
    this.userHandle = userHandle;
    const authData = Buffer.concat([
      this.#head(ATTESTED),
      Buffer.alloc(16),
      Buffer.from([0, this.id.length]),
      this.id,
      this.#coseKey(),
    ]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      ...[cborText("fmt"), cborText("none"), cborText("attStmt"), Buffer.from([0xa0])],
      ...[cborText("authData"), cborBytes(authData)],
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData("webauthn.create", challenge).toString("base64url"),
      attestationObject: attestationObject.toString("base64url"),
      transports: ["internal"] as const,
    });
  }

  /** AuthenticationResponseJSON. */
  get({ challenge }: { readonly challenge: string }) {
    this.counter += 1;
    const authData = this.#head(0);
    const clientData = this.#clientData("webauthn.get", challenge);
    const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
    return this.#credential({
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: authData.toString("base64url"),
      signature: sign("sha256", signed, this.#private).toString("base64url"),
      userHandle: this.userHandle,
    });
  }

  #credential<R>(response: R) {
    const id = this.id.toString("base64url");
    return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#options.origin, crossOrigin: false }));
  }

  #head(more: number): Buffer {
    const { rpId, verifiesUser } = this.#options;
    const flags = USER_PRESENT | (verifiesUser ? USER_VERIFIED : 0) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), counter]);
  }

  /** {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y} */
  #coseKey(): Buffer {
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]);
    const [x, y] = [this.#point.subarray(0, 32), this.#point.subarray(32)];
    return Buffer.concat([head, Buffer.from([0x21]), cborBytes(x), Buffer.from([0x22]), cborBytes(y)]);
  }
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  const head = bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}
