import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type ApiDocument, clientSchema } from "./client-schema.ts";

/** What the compiler says of programs that use the client: it sees the client's own sources, nothing built. */

const ROOT = path.resolve(import.meta.dirname, "..");
const CLIENT = path.join(ROOT, "packages/client/src");
const SCHEMA = path.join(CLIENT, "schema.ts");
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** Files that stay the same are parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile>();

/** The errors in `program.ts`, as `line: text`, where `schema.ts` is this one. */
function errorsIn(program: string, schema?: string): readonly string[] {
  const main = path.join(CLIENT, "program.ts");
  const own = new Map([[main, program], ...(schema === undefined ? [] : [[SCHEMA, schema] as const])]);
  const disk = ts.createCompilerHost(OPTIONS);
  const parse = (file: string, text: string) => ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => own.has(file) || disk.fileExists(file),
    readFile: (file) => own.get(file) ?? disk.readFile(file),
    getSourceFile: (file) => {
      const text = own.get(file);
      if (text !== undefined) return parse(file, text);
      const known = parsed.get(file) ?? parse(file, readFileSync(file, "utf8"));
      parsed.set(file, known);
      return known;
    },
  };
  const made = ts.createProgram([main], OPTIONS, host);
  const source = made.getSourceFile(main);
  return [...made.getSyntacticDiagnostics(source), ...made.getSemanticDiagnostics(source)].map((each) => {
    const line = source?.getLineAndCharacterOfPosition(each.start ?? 0).line ?? 0;
    return `${line + 1}: ${ts.flattenDiagnosticMessageText(each.messageText, " ")}`;
  });
}

const whole = readFileSync(path.join(ROOT, "docs/openapi.json"), "utf8");

/** The part of the document that a program needs: three routes, and all that they speak of. */
function part(): string {
  const document = JSON.parse(whole) as ApiDocument & Record<string, unknown>;
  const wanted = ["/api/v1/wallet/transfer", "/api/v1/wallet/transactions", "/api/v1/transactions/send"];
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([name]) => wanted.includes(name)));
  const components = document.components as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const reached = new Map<string, unknown>();
  const reach = (value: unknown): void => {
    for (const [, place = ""] of JSON.stringify(value).matchAll(/"#\/components\/([^"]+)"/g)) {
      if (reached.has(place)) continue;
      const [kind = "", name = ""] = place.split("/");
      const found = components[kind]?.[name];
      reached.set(place, found);
      reach(found);
    }
  };
  reach(paths);
  const parts = Object.entries(components).map(([kind, all]) => {
    return [kind, Object.fromEntries(Object.entries(all).filter(([name]) => reached.has(`${kind}/${name}`)))] as const;
  });
  return JSON.stringify({ ...document, paths, components: Object.fromEntries(parts) });
}

const PROGRAM = `import { createClient, isProblem, isProblemOf, type Schemas } from "./index.ts";
const client = createClient({ baseUrl: "https://api.example.com" });
const order = { to_phone: "+2348031234567", amount: 5_000, pin: "4826" };
export async function pay(): Promise<Schemas["Transaction"]> {
  try {
    const answer = await client.post("/api/v1/wallet/transfer", { body: order, idempotencyKey: "ride-1" });
    if (answer.status === 202) console.log("held");
    console.log(answer.body.transaction.fee);
    return answer.body.transaction;
  } catch (error) {
    if (isProblem(error, "insufficient_funds")) console.log(error.details.missing);
    if (isProblemOf(error, "POST /api/v1/wallet/transfer") && error.code === "limit_exceeded") throw error.cause;
    throw error;
  }
}
export async function* spent() {
  for await (const { amount } of client.list("/api/v1/wallet/transactions", { query: { type: "debit" } })) yield amount;
}
`;

describe("a program that uses the client", () => {
  it("compiles against the committed document", () => {
    expect(errorsIn(PROGRAM)).toEqual([]);
  });

  const changes: readonly (readonly [what: string, from: RegExp, to: string, lines: readonly number[]])[] = [
    ["nothing", /$^/g, "", []],
    ["a field of a request has another name", /"to_phone"/g, '"to_number"', [6]],
    ["a field of an answer has another name", /"fee"/g, '"charge"', [8]],
    ["a path is another", /\/wallet\/transfer"/g, '/wallet/send"', [6, 12]],
    ["a parameter has another name", /"name":"type"/g, '"name":"direction"', [17]],
    ["a status is another", /"202":/g, '"203":', [7]],
    ["a code has another name", /"insufficient_funds"/g, '"balance_too_low"', [11]],
    ["a detail has another name", /"missing"/g, '"lacking"', [11]],
    [
      "the key is taken no more",
      /"#\/components\/parameters\/IdempotencyKey"/g,
      '"#/components/parameters/DeviceId"',
      [6],
    ],
  ];

  it.each(changes)("does not compile any more when, in the document, %s", async (_, from, to, lines) => {
    const changed = part().replace(from, to);
    const schema = await clientSchema(JSON.parse(changed) as ApiDocument);
    const errors = errorsIn(PROGRAM, schema);
    const places = [...new Set(errors.map((error) => Number(error.split(":")[0])))];
    expect([places, errors.join("\n")]).toEqual([lines, errors.join("\n")]);
  });
});

describe("the client's types", () => {
  it("know no alias, and of what may be sent again just what the document says", async () => {
    const schema = await clientSchema(JSON.parse(part()) as ApiDocument);
    expect(schema).not.toContain("/api/v1/transactions/send");
    expect(schema).toContain('KEYED: ReadonlySet<string> = new Set([\n  "POST /api/v1/wallet/transfer",\n]);');
  });

  const refused: readonly (readonly [what: string, line: string])[] = [
    ["a field that the API would refuse", 'client.post(transfer, { body: { to_phone: "0803", amount: 1, to: "x" } })'],
    ["a request that lacks a part", "client.post(transfer)"],
    ["a path that another method has", "client.get(transfer, {})"],
    [
      "a key where none is taken",
      'client.post(login, { body: { phone: "0803", password: "1" }, idempotencyKey: "k" })',
    ],
    ["a list of what is no list", 'client.list("/api/v1/wallet/balance")'],
    ["a code that there is not", 'isProblem(undefined, "no_such_code")'],
  ];
  it.each(refused)("refuse %s", (_, line) => {
    const head = `import { createClient, isProblem } from "./index.ts";
const client = createClient({ baseUrl: "https://api.example.com" });
const [transfer, login] = ["/api/v1/wallet/transfer", "/api/v1/auth/login"] as const;
export { isProblem, client, transfer, login };
`;
    const errors = errorsIn(`${head}void ${line};\n`);
    expect([errors.length > 0, errors.every((error) => error.startsWith("5: "))]).toEqual([true, true]);
  });
});

it("every example in the client's README compiles", () => {
  const readme = readFileSync(path.join(ROOT, "packages/client/README.md"), "utf8");
  const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = ""]) => code);
  expect(examples.length).toBeGreaterThan(5);
  for (const example of examples) {
    const code = example.replaceAll('"@cowry/client"', '"./index.ts"');
    expect([errorsIn(`${code}\nexport {};\n`), code]).toEqual([[], code]);
  }
});
