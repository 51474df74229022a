#!/usr/bin/env node
"use strict";
/**
 * node scripts/run.cjs <script> [arguments]
 *
 * Installs what package-lock.json names, when that changed, and goes on under the Node that is deployed (24), whatever
 * Node (20 or later) it was called with. Plain CommonJS and nothing but built-ins: it runs before anything is installed.
 */
const { spawn, spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".install-stamp");
const node = path.join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** What the installed packages depend on: the lock, the manifests, the machine. */
function wanted() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}\n`);
  for (const file of ["package-lock.json", "package.json"]) hash.update(fs.readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

function install() {
  process.stderr.write("installing dependencies (npm ci); the first time this takes a minute or two\n");
  // Set when npm started us: its own entry file, so that neither PATH nor a shell comes in between.
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const result =
    npm !== undefined && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], options)
      : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (result.status !== 0) fail("npm ci failed: see above", result.status ?? 1);
  if (!fs.existsSync(node))
    fail("Node 24 was not installed: npm must be allowed to run install scripts (ignore-scripts is set?)");
}

if (Number(process.versions.node.split(".")[0]) < 20) fail(`Node 20 or later is needed; this is ${process.version}`);
const want = wanted();
const have = fs.existsSync(stamp) ? fs.readFileSync(stamp, "utf8") : "";
if (have !== want || !fs.existsSync(node)) {
  install();
  fs.writeFileSync(stamp, want);
}

const env = {
  ...process.env,
  NODE_COMPILE_CACHE: path.join(modules, ".cache", "v8"),
  PATH: [path.join(modules, ".bin"), path.dirname(node), process.env.PATH].join(path.delimiter),
};
// The channel closes when this process ends, however it ends: long-lived scripts watch it and end too.
const child = spawn(node, process.argv.slice(2), { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"], env });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));

/** npm that was killed outright takes nobody along: whoever called us (npm, its shell) is watched instead. */
function parentOf(pid) {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return 0;
  }
}
if (process.env.npm_lifecycle_event !== undefined) {
  const shell = process.ppid;
  const above = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== above) child.kill("SIGTERM");
  }, 500).unref();
}
