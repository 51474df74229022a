import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";
import { parse } from "yaml";

/**
 * Paystack's own OpenAPI document as a judge of answers. The document is not part of this repository: its path comes
 * from PAYSTACK_OPENAPI, and without it nothing is judged.
 */

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** OpenAPI 3.0 says `nullable`, JSON Schema says type null. Words of the one that the other does not know are dropped. */
function schemaOf(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(schemaOf);
  if (!isObject(node)) return node;
  const { nullable, example: _, ...rest } = node;
  const entries = Object.entries(rest).filter(([key]) => !key.startsWith("x-"));
  const plain: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    plain[key] = key === "properties" && isObject(value) ? mapValues(value, schemaOf) : schemaOf(value);
  }
  if (nullable !== true) return plain;
  const { enum: words } = plain;
  if (Array.isArray(words)) return { ...plain, type: undefined, enum: [...(words as unknown[]), null] };
  // A nullable without a type may be anything.
  return plain["type"] === undefined ? {} : { anyOf: [plain, { type: "null" }] };
}

function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

export interface Verdict {
  /** As the document names it: `GET /transaction/verify/{reference} 200`. */
  readonly operation: string;
  readonly flaws: readonly string[];
}

export class PaystackDocument {
  readonly #document: Json;
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor(path: string) {
    this.#document = parse(readFileSync(path, "utf8")) as Json;
    this.#ajv.addSchema({ $id: "paystack", components: schemaOf(this.#document["components"]) });
  }

  /** Every operation with its success status. */
  operations(): string[] {
    return Object.entries(this.#paths()).flatMap(([path, item]) =>
      ["get", "post", "put", "delete"]
        .filter((method) => isObject(item[method]))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** Undefined where the document says nothing of such an answer. */
  judge(method: string, pathname: string, status: number, body: unknown): Verdict | undefined {
    const path = this.#pathOf(method, pathname);
    if (path === undefined) return undefined;
    const operation = `${method} ${path} ${status}`;
    const validate = this.#validatorOf(method.toLowerCase(), path, String(status), operation);
    if (validate === undefined) return undefined;
    validate(body);
    const flaws = (validate.errors ?? []).map((error) => `${error.instancePath || "/"} ${error.message ?? ""}`);
    return { operation, flaws: [...new Set(flaws)] };
  }

  #paths(): Readonly<Record<string, Json>> {
    return this.#document["paths"] as Readonly<Record<string, Json>>;
  }

  #pathOf(method: string, pathname: string): string | undefined {
    const parts = pathname.split("/");
    const fits = Object.entries(this.#paths()).filter(([path, item]) => {
      const names = path.split("/");
      return (
        isObject(item[method.toLowerCase()]) &&
        names.length === parts.length &&
        names.every((name, index) => name.startsWith("{") || name === parts[index])
      );
    });
    // The path with the fewest holes is meant.
    const holes = (path: string): number => path.split("{").length;
    return fits.map(([path]) => path).sort((a, b) => holes(a) - holes(b))[0];
  }

  #validatorOf(method: string, path: string, status: string, operation: string): ValidateFunction | undefined {
    if (this.#compiled.has(operation)) return this.#compiled.get(operation);
    const responses = (this.#paths()[path]?.[method] as Json)["responses"] as Readonly<Record<string, Json>>;
    const response = this.#resolve(responses[status]);
    const schema = (response?.["content"] as Readonly<Record<string, Json>> | undefined)?.["application/json"]?.[
      "schema"
    ];
    const validate = schema === undefined ? undefined : this.#ajv.compile(absolute(schemaOf(schema)) as Json);
    this.#compiled.set(operation, validate);
    return validate;
  }

  #resolve(node: Json | undefined): Json | undefined {
    const { $ref: ref } = node ?? {};
    if (typeof ref !== "string") return node;
    let found: unknown = this.#document;
    for (const part of ref.slice(2).split("/")) found = isObject(found) ? found[part] : undefined;
    return this.#resolve(isObject(found) ? found : undefined);
  }
}

/** References into the document, seen from outside of it. */
function absolute(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute);
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === "$ref" && typeof value === "string" ? `paystack${value}` : absolute(value),
    ]),
  );
}

const path = process.env["PAYSTACK_OPENAPI"];

/** The document, where its path was given. */
export const paystackDocument: PaystackDocument | undefined =
  path === undefined || path === "" ? undefined : new PaystackDocument(path);

/** What the simulator says differently on purpose: the newer reference, guides and real answers are against the document. */
export const DRIFTS: readonly { readonly operation: RegExp; readonly flaw: RegExp; readonly why: string }[] = [
  {
    operation: / 4\d\d$/,
    flaw: /^\/code must be equal/,
    why: "the document lists the types of errors as their codes; samples and real answers have codes of their own",
  },
  {
    operation: /^GET \/(transaction|dispute|settlement)/,
    flaw: /metadata must have required property 'custom_fields'/,
    why: "metadata is what the merchant sent: the document shows one merchant's",
  },
  {
    operation: /^POST \/transaction\/charge_authorization 200 paused$/,
    flaw: /^\/data must have required/,
    why: "the document does not know the answer of a charge that is paused until its owner has confirmed",
  },
  {
    operation: / by cursor$/,
    flaw: /^\/meta must /,
    why: "pages by cursor have a meta of their own; the document shows pages by number only",
  },
  {
    operation: /^GET \/transaction/,
    flaw: /authorization must have required property|\/(paid_at|paidAt|fees) must be/,
    why: "a charge that nobody paid has an empty authorization and no time; the document shows paid ones only",
  },
  {
    operation: /^GET \/(settlement|dedicated_account\/available_providers)/,
    flaw: /^\/data must be object/,
    why: "the document has no shape of its own for these; the reference shows lists",
  },
];
