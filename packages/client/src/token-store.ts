/** Where the tokens of a session are kept. */

interface Session {
  /** Made when somebody signs in, kept across refreshes: a call never goes on in a session that it did not begin in. */
  readonly session: string;
  /** When the access token ends, by this device's clock, in ms since 1970. */
  readonly expiresAt: number;
}

/** In cookie mode the tokens are the browser's: here is only what goes with them. */
export type Tokens =
  | (Session & { readonly kind: "bearer"; readonly access: string; readonly refresh: string })
  | (Session & { readonly kind: "cookie"; readonly csrf: string });

/**
 * Keeps what it is given. A refresh token is used once: what `write` got must be what the next `read` gives, for every
 * client that shares the store.
 */
export interface TokenStore {
  read(): Tokens | undefined | Promise<Tokens | undefined>;
  /** `undefined` forgets. */
  write(tokens: Tokens | undefined): void | Promise<void>;
  /** Where processes or tabs share the store: runs `work` while none of the others runs any. */
  exclusively?<T>(work: () => Promise<T>): Promise<T>;
}

/** Kept until the page or the process ends. */
export function memoryTokens(tokens?: Tokens): TokenStore {
  let held = tokens;
  return {
    read: () => held,
    write: (next) => {
      held = next;
    },
  };
}

/** `localStorage`, `sessionStorage`, React Native's AsyncStorage, or a keychain in this form. */
export interface KeyValues {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
}

/** Kept under one name of a storage. Tabs take turns by the browser's locks, where it has them. */
export function storedTokens(storage: KeyValues, name = "cowry.tokens"): TokenStore {
  const locks = locksOfBrowser();
  return {
    read: async () => parsed(await storage.getItem(name)),
    write: async (tokens) => {
      await (tokens === undefined ? storage.removeItem(name) : storage.setItem(name, JSON.stringify(tokens)));
    },
    ...(locks === undefined ? {} : { exclusively: (work) => locks.request(name, work) }),
  };
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Not in React Native, nor in older browsers: within ten seconds the API forgives one device a second refresh. */
function locksOfBrowser(): Locks | undefined {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: Locks } };
  return navigator?.locks;
}

function parsed(text: string | null): Tokens | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isTokens(value) ? value : undefined;
  } catch {
    // Somebody else's value under our name: nobody is signed in.
    return undefined;
  }
}

function isTokens(value: unknown): value is Tokens {
  if (typeof value !== "object" || value === null) return false;
  const { kind, session, expiresAt, access, refresh, csrf } = value as Readonly<Record<string, unknown>>;
  if (typeof session !== "string" || typeof expiresAt !== "number") return false;
  return kind === "cookie"
    ? typeof csrf === "string"
    : kind === "bearer" && typeof access === "string" && typeof refresh === "string";
}
