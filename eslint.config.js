import tseslint from "typescript-eslint";

const envMessage = "Only platform/src/config.ts reads the environment.";
const onlyHere = [
  { object: "process", property: "env", message: envMessage },
  { object: "Date", property: "now", message: "Time comes from kernel/clock.ts." },
  { object: "Math", property: "random", message: "Chance comes from kernel/id.ts." },
];
const zodImports = {
  paths: [{ name: "zod", message: 'Import `* as z from "zod/mini"`: the full build costs a bundle 458 KB.' }],
};

/** `no-restricted-imports` cannot tell `{ z }` from `* as z`. */
const zodNamed = {
  selector: "ImportDeclaration[source.value='zod/mini'] > ImportSpecifier",
  message: 'Import `* as z from "zod/mini"`: tree-shaking needs it.',
};

export default tseslint.config(
  {
    ignores: [
      ...["node_modules", ".sst", ".local", ".build", "**/*.cjs", "packages/*/dist"],
      // Made by `npm run gen`.
      "packages/client/src/schema.ts",
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.{ts,tsx}"] })),
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // `type` lines in answers and errors are objects of a known shape.
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/prefer-nullish-coalescing": "off",
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 60 }],
      eqeqeq: "error",
      "no-console": "error",
    },
  },
  {
    files: ["packages/{core,table,gateways,platform,functions}/src/**/*.ts"],
    ignores: ["**/*.test.ts", "**/*.testkit.ts"],
    rules: {
      "no-restricted-properties": ["error", ...onlyHere],
      "no-restricted-imports": ["error", zodImports],
      "no-restricted-syntax": ["error", zodNamed],
    },
  },
  {
    files: ["packages/platform/src/config.ts"],
    rules: { "no-restricted-properties": ["error", ...onlyHere.slice(1)] },
  },
  {
    files: ["packages/core/src/kernel/{clock,id}.ts", "packages/table/src/clock.ts"],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["packages/functions/src/**/*.ts"],
    ignores: ["**/*.workflow.ts"],
    rules: { "max-lines": ["error", { max: 60 }] },
  },
  {
    // Tests: a describe block is as long as its guarantees are many.
    files: ["**/*.test.ts", "tests/**/*.ts"],
    rules: { "max-lines-per-function": "off", "max-lines": ["error", { max: 500 }] },
  },
);
