/** Talks to the local surface (`/_local/…`), which answers JSON or a problem. */

/** An answer that says no, in its own words. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    const fields = Array.isArray(body["errors"]) ? (body["errors"] as Refused["fields"]) : [];
    const about = fields.map(({ path, message }) => `${path} ${message}`).join("; ");
    const says = textOf(body["detail"] ?? body["title"] ?? body["message"]) ?? `The answer was ${status}.`;
    super(about === "" ? says : `${says} ${about}`);
    this.name = "Refused";
    this.status = status;
    this.code = textOf(body["code"]) ?? "";
    this.fields = fields;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** JSON of an address of this origin. Throws Refused, or a TypeError when nobody answers. */
export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...sent,
  });
  const text = await response.text();
  const answer = text === "" ? {} : (JSON.parse(text) as unknown);
  if (!response.ok) throw new Refused(response.status, answer as Record<string, unknown>);
  return answer as T;
}

export const look = <T>(path: string): Promise<T> => ask<T>("GET", `/_local${path}`);
export const turn = <T>(path: string, body: unknown): Promise<T> => ask<T>("POST", `/_local${path}`, body);

/** What to tell a person of something thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof TypeError) return "The local cloud does not answer. Is npm start still running?";
  return error instanceof Error ? error.message : String(error);
}
