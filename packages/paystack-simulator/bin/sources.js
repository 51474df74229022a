import { existsSync } from "node:fs";

/**
 * A module of this package. In a checkout the sources run as they are; a package has them built, because Node takes no
 * types away below node_modules.
 */
export function load(name) {
  const built = new URL(`../dist/${name}.js`, import.meta.url);
  return import(existsSync(built) ? built.href : new URL(`../src/${name}.ts`, import.meta.url).href);
}
