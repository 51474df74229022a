/** What the simulator says, in Paystack's envelopes. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    body: JSON.stringify(value),
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
  };
}

/** `status: true` says that the call was understood, never how the payment went: that is `data.status`. */
export function ok(message: string, data: unknown, meta?: unknown): Answer {
  return json(200, meta === undefined ? { status: true, message, data } : { status: true, message, data, meta });
}

export function created(message: string, data: unknown): Answer {
  return json(201, { status: true, message, data });
}

export interface ErrorShape {
  readonly code?: string;
  readonly nextStep?: string;
  readonly type?: "validation_error" | "api_error" | "processor_error";
}

/** The newer of Paystack's two error shapes when there is a code, the older one otherwise: both are in use. */
export function problem(status: number, message: string, shape: ErrorShape = {}): Answer {
  if (shape.code === undefined) return json(status, { status: false, message });
  return json(status, {
    status: false,
    message,
    meta: { nextStep: shape.nextStep ?? "Ensure that the values you're passing are valid." },
    type: shape.type ?? "validation_error",
    code: shape.code,
  });
}

/** Thrown by a route to answer with an error. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, shape: ErrorShape = {}) {
    super(message);
    this.answer = problem(status, message, shape);
  }
}

/** What the edge in front of Paystack says when Paystack is away. */
export function edgePage(status: number): Answer {
  return {
    status,
    body: `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n`,
    headers: { "content-type": "text/html" },
  };
}

export function seeOther(location: string): Answer {
  return { status: 303, body: "", headers: { location } };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
