/** A refusal of the local surface, in the product's own problem shape. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];

  constructor(status: number, code: string, message: string, fields: readonly FieldProblem[] = []) {
    super(message);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export function invalid(...fields: readonly FieldProblem[]): Problem {
  return new Problem(400, "invalid_request", "The request is malformed.", fields);
}

export function problemBody({ status, code, message, fields }: Problem, requestId: string, now: number): object {
  return {
    type: `urn:cowry:local:${code}`,
    title: code.replaceAll("_", " "),
    status,
    detail: message,
    code,
    ...(fields.length === 0 ? {} : { errors: fields }),
    request_id: requestId,
    timestamp: new Date(now).toISOString(),
  };
}
