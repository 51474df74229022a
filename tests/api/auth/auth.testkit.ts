import type { Answer } from "../../kit/cloud.ts";

/** The fields that a 400 names, each once. */
export function wrongFields({ body }: Answer): readonly string[] {
  const errors = (body["errors"] ?? []) as readonly { readonly path: string }[];
  return [...new Set(errors.map(({ path }) => path))];
}
