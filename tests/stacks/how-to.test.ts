import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { loadAssembly } from "@cowry/local/assembly/load";
import { routesOf } from "@cowry/local/http/routes";
import { functionsOf, type LambdaFunction } from "@cowry/local/lambda/function";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resourcesOf, type Template, templates } from "./assembly.ts";

/** docs/how-to, followed to the letter in a copy of the project: what two files bring forth, and a third. */

const ROOT = path.resolve(import.meta.dirname, "../..");
const PACKAGES = ["client", "core", "functions", "gateways", "platform", "table"];
const ROUTE = "GET /api/v1/hello/{name}";
let copy = "";

/** Everything that `gen` and `synth` read; of tests only what lists the routes. Modules are the project's own. */
function copyProject(to: string): void {
  const isOurs = (file: string) => !/node_modules|\.test\.ts$/.test(file);
  for (const place of [...PACKAGES.map((name) => `packages/${name}`), "scripts", "stacks", "docs", "tests/kit"]) {
    cpSync(path.join(ROOT, place), path.join(to, place), { recursive: true, filter: isOurs });
  }
  for (const file of ["package.json", "tsconfig.json", "sst.config.ts"])
    cpSync(path.join(ROOT, file), path.join(to, file));
  mkdirSync(path.join(to, "node_modules/@cowry"), { recursive: true });
  for (const name of PACKAGES) symlinkSync(`../../packages/${name}`, path.join(to, "node_modules/@cowry", name));
  for (const name of readdirSync(path.join(ROOT, "node_modules"))) {
    if (name !== "@cowry") symlinkSync(path.join(ROOT, "node_modules", name), path.join(to, "node_modules", name));
  }
}

/** Writes the files of a page that begin with their own path; the files that are new. */
function follow(page: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, "docs/how-to", page), "utf8");
  const blocks = [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)(, further lines)?\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, file = "", further, code = ""]) => {
    const target = path.join(copy, file);
    if (further !== undefined) {
      appendFileSync(target, code);
      return [];
    }
    if (existsSync(target)) throw new Error(`${file} is there before ${page}`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, code);
    return [file];
  });
}

/** Runs in the copy; gives what it printed. */
async function node(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const options = { cwd: copy, env: { ...process.env, ...environment }, maxBuffer: 16 * 1024 * 1024 };
  return (await promisify(execFile)(process.execPath, [...args], options)).stdout;
}

const read = (file: string) => readFileSync(path.join(copy, file), "utf8");
const json = (file: string) => JSON.parse(read(file)) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

describe("a domain and an endpoint, added as docs/how-to says", () => {
  let added: readonly (readonly string[])[];
  let stacks: readonly Template[];
  let functions: readonly LambdaFunction[];
  let served: ReturnType<typeof routesOf>;

  beforeAll(async () => {
    copy = mkdtempSync(path.join(os.tmpdir(), "cowry-how-to-"));
    copyProject(copy);
    added = [follow("add-a-domain.md"), follow("add-an-endpoint.md")];
    await node(["scripts/gen.ts"]);
    await node(["scripts/synth.ts", "--domain", "hello"]);
    stacks = await templates(path.join(copy, ".sst/hello"));
    const address = "http://127.0.0.1:1";
    const assembly = loadAssembly(path.join(copy, ".sst/hello"), { api: address, aws: address });
    functions = functionsOf(assembly);
    served = routesOf(assembly, functions);
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("take two files, and one more with a rule and its refusal", () => {
    expect(added).toEqual([
      ["packages/core/src/hello/index.ts", "packages/functions/src/hello/greet-somebody.ts"],
      [
        "packages/core/src/hello/errors.ts",
        "packages/core/src/hello/wave.ts",
        "packages/functions/src/hello/wave-at-somebody.ts",
      ],
    ]);
  });

  it("are in the stacks, each with its function, role, logs and route", () => {
    const hello = stacks.filter(({ name }) => name.endsWith("-hello"));
    const keys = resourcesOf(hello, "AWS::ApiGatewayV2::Route").map(({ Properties }) => Properties["RouteKey"]);
    expect(keys.sort()).toEqual([ROUTE, "POST /api/v1/hello"]);
    for (const type of ["AWS::Lambda::Function", "AWS::IAM::Role", "AWS::Logs::LogGroup"]) {
      expect([type, resourcesOf(hello, type).length]).toEqual([type, 2]);
    }
  });

  it("are served by the router of the local cloud, and listed for its console", () => {
    expect(functions.map(({ title }) => title).sort()).toEqual(["HelloGreetSomebody", "HelloWaveAtSomebody"]);
    const match = served.match("GET", "/api/v1/hello/Amina");
    expect([match?.route.key, match?.parameters]).toEqual([ROUTE, { name: "Amina" }]);
    expect(served.match("POST", "/api/v1/hello")?.route.fn.title).toBe("HelloWaveAtSomebody");
    expect(read("packages/functions/src/system/routes.generated.json")).toContain("/api/v1/hello/{name}");
  });

  it("answer, from the bundle that would be deployed", async () => {
    const { bundle = "", environment } = served.match("GET", "/api/v1/hello/Amina")?.route.fn ?? {};
    const http = { method: "GET", path: "/api/v1/hello/Amina", sourceIp: "127.0.0.1" };
    const event = { headers: {}, rawQueryString: "", requestContext: { http }, pathParameters: { name: "Amina" } };
    const call = `import { handler } from ${JSON.stringify(pathToFileURL(bundle).href)};
const answer = await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 5_000 });
console.log(JSON.stringify([answer.statusCode, answer.body]));`;
    const lines = (await node(["--input-type=module", "-e", call], environment)).trim().split("\n");
    expect(lines.at(-1)).toBe(JSON.stringify([200, '{"text":"Hello, Amina."}']));
  });

  it("are in the API document, and so in every contract test", async () => {
    const { paths } = json("docs/openapi.json");
    expect(paths?.["/api/v1/hello/{name}"]).toHaveProperty("get.responses.200");
    expect(paths?.["/api/v1/hello"]).toHaveProperty("post.responses.422");
    expect(read("docs/errors.md")).toContain("greeting_unwanted");
    const list = 'import("./tests/kit/document.ts").then(({ routes }) => console.log(JSON.stringify(routes)))';
    const routes = JSON.parse(await node(["--input-type=module", "-e", list])) as { method: string; path: string }[];
    const ours = routes.map(({ method, path: at }) => `${method} ${at}`).filter((route) => route.includes("hello"));
    expect(ours.sort()).toEqual([ROUTE, "POST /api/v1/hello"]);
  });

  it("are in the client, with what they take, give and refuse", () => {
    const types = read("packages/client/src/schema.ts");
    expect(types).toContain(`readonly ${JSON.stringify(ROUTE)}: {`);
    expect(types).toContain("readonly greeting_unwanted: {");
  });
});
