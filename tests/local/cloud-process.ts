import { startLocalCloud } from "@cowry/local";
import { ensureAssembly } from "../../scripts/synth.ts";

/** A local cloud in a process of its own, for tests that kill it and for benchmarks: `node cloud-process.ts [<data dir>]`. */
const [dataDir] = process.argv.slice(2);
const assemblyDir = await ensureAssembly();
const cloud = await startLocalCloud({ port: 0, paystackPort: 0, dataDir, assemblyDir, quiet: true });
process.stdout.write(`${JSON.stringify(cloud.info)}\n`);
// Without its engine it is of no use, and says so by its end.
cloud.failed.catch(() => process.exit(1));
process.on("SIGTERM", () => void cloud.stop().then(() => process.exit(0)));
// A test that ends, however it ends, takes its cloud along.
process.on("disconnect", () => process.exit(0));
