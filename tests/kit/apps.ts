import { type Client, type ClientOptions, createClient, type Fetch } from "@cowry/client";
import { cloud } from "./cloud.ts";
import { expectDocumented } from "./document.ts";
import type { Person } from "./people.ts";

/** The client that an app would use, signed in as this person. Every answer is held against the document. */
export async function appOf(person: Person, options: Partial<ClientOptions> = {}): Promise<Client> {
  const { authorization: _, "x-device-id": deviceId, ...headers } = person.headers();
  const { fetch = globalThis.fetch, ...others } = options;
  const app = createClient({ baseUrl: cloud().origin, deviceId, headers, fetch: documented(fetch), ...others });
  if (options.tokens === undefined && person.access !== "") {
    await app.session.begin({ access: person.access, refresh: person.refresh, expires_in: 900 });
  }
  return app;
}

function documented(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    if (isJson || response.status === 204) {
      const text = await response.clone().text();
      const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
      const { status, headers } = response;
      expectDocumented(init.method ?? "GET", url, { status, headers, body, requestId: "" });
    }
    return response;
  };
}

export interface Network {
  readonly fetch: Fetch;
  /** The next answers to requests with this in their path are lost: the requests arrive. */
  lose(path: string, answers: number): void;
  /** What was sent, lost or not: `POST /api/v1/…`. */
  readonly sent: string[];
}

export function network(): Network {
  const losses = new Map<string, number>();
  const sent: string[] = [];
  return {
    sent,
    lose: (path, answers) => void losses.set(path, answers),
    fetch: async (url, init) => {
      sent.push(`${init.method ?? ""} ${new URL(url).pathname}`);
      const response = await fetch(url, init);
      const [path, left = 0] = [...losses].find(([part, count]) => count > 0 && url.includes(part)) ?? [];
      if (path === undefined) return response;
      losses.set(path, left - 1);
      await response.text();
      throw new TypeError("the network went away");
    },
  };
}

/** A browser's: cookies are kept, and go along with every request. */
export function withCookies(): Fetch {
  const jar = new Map<string, string>();
  return async (url, init) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === "" ? {} : { cookie }) };
    const response = await fetch(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
}
