import { proveBooks } from "./prove.ts";

/** Prints the books of the running local cloud; ends with 1 when they are wrong. */
const port = process.env["COWRY_PORT"] ?? "4000";
const { ok, text } = await proveBooks({ origin: process.argv[2] ?? `http://127.0.0.1:${port}` });
process.stdout.write(`${text}\n`);
process.exitCode = ok ? 0 : 1;
