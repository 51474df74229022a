/**
 * The kernel: words that every domain shares. It knows no domain, no AWS, no HTTP.
 * Time only from `clock`, chance only from `id`, secrets only from `keys`, configuration only from `settings`.
 */
export * from "./actor.ts";
export * from "./alert.ts";
export * from "./assert.ts";
export * from "./clock.ts";
export * from "./error.ts";
export * from "./errors.ts";
export * from "./event.ts";
export * from "./field.ts";
export * from "./id.ts";
export * from "./keys.ts";
export * from "./mode.ts";
export * from "./money.ts";
export * from "./page.ts";
export * from "./permissions.ts";
export * from "./proof.ts";
export * from "./settings.ts";
export * from "./wire.ts";
