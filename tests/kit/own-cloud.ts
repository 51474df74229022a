import { startLocalCloud } from "@cowry/local";
import { ensureAssembly } from "../../scripts/synth.ts";
import { onCloud } from "./cloud.ts";

/** Does something on a local cloud of its own, in memory, which ends with it. */
export async function onOwnCloud<T>(act: () => Promise<T>): Promise<T> {
  const assemblyDir = await ensureAssembly();
  const own = await startLocalCloud({ port: 0, paystackPort: 0, assemblyDir, quiet: true });
  try {
    return await onCloud({ origin: own.info.api, paystack: own.info.paystack }, act);
  } finally {
    await own.stop();
  }
}
