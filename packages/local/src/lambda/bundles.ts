import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import type { LambdaFunction } from "./function.ts";

const UNUSED_AFTER_MS = 2 * 86_400_000;

/**
 * Gives each function a copy of its bundle that the next synthesis does not take away while functions still start
 * from it. Assets are named by their content, so a copy is made once and shared by every cloud on this machine.
 */
export function keepBundles(functions: readonly LambdaFunction[], assemblyDir: string): readonly LambdaFunction[] {
  const store = path.resolve(assemblyDir, "..", "bundles");
  mkdirSync(store, { recursive: true });
  const kept = functions.map((fn) => {
    const copy = path.join(store, path.basename(fn.taskRoot));
    if (!existsSync(copy)) copyWhole(fn.taskRoot, copy);
    utimesSync(copy, new Date(), new Date());
    return { ...fn, taskRoot: copy, bundle: path.join(copy, path.relative(fn.taskRoot, fn.bundle)) };
  });
  prune(store);
  return kept;
}

/** In one step: another cloud that starts at the same time sees all of it or nothing. */
function copyWhole(from: string, to: string): void {
  const next = `${to}.${process.pid}.next`;
  rmSync(next, { recursive: true, force: true });
  cpSync(from, next, { recursive: true });
  try {
    renameSync(next, to);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function prune(store: string): void {
  for (const name of readdirSync(store)) {
    const copy = path.join(store, name);
    const used = statSync(copy, { throwIfNoEntry: false })?.mtimeMs;
    if (used !== undefined && Date.now() - used > UNUSED_AFTER_MS) rmSync(copy, { recursive: true, force: true });
  }
}
