/**
 * Whether the service could do its work right now: its table answers. That its secrets could be read is shown by a door's
 * having started at all.
 */
export { askTable } from "./store.ts";
