/** Codes of an authenticator app (RFC 6238); implemented in `gateways/totp`. */
export interface Totp {
  /** A new secret, base32. */
  readonly newSecret: () => string;
  /** What the app reads from the QR code. */
  readonly uri: (secret: string, account: string) => string;
  /** The time step that this code belongs to, the present one or a neighbour; undefined when it is none of theirs. */
  readonly stepOf: (secret: string, code: string, atMs: number) => number | undefined;
}

/** QR codes; implemented in `gateways/qr`. */
export interface QrMaker {
  readonly svg: (text: string) => Promise<string>;
  /** Base64. */
  readonly png: (text: string) => Promise<string>;
}

/** What a browser or phone gives when it makes a passkey, as the WebAuthn standard has it in JSON. */
export interface NewCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
}

/** What it gives when it uses one. */
export interface UsedCredential {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string;
}

export interface PublicPasskey {
  readonly credentialId: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly counter: number;
}

/** The mathematics of WebAuthn; implemented in `gateways/webauthn`. Who a credential belongs to is not its business. */
export interface PasskeyVerifier {
  readonly relyingParty: { readonly id: string; readonly name: string };
  /** The new passkey; undefined when the answer is not right. `isOurs` says whether a challenge is one we may take. */
  readonly created: (
    credential: NewCredential,
    isOurs: (challenge: string) => boolean,
  ) => Promise<(PublicPasskey & { readonly backedUp: boolean }) | undefined>;
  /** The passkey's next counter; undefined when the answer is not right. The person was verified by the device. */
  readonly used: (
    credential: UsedCredential,
    passkey: PublicPasskey,
    isOurs: (challenge: string) => boolean,
  ) => Promise<number | undefined>;
}
