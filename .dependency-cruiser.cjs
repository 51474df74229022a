/**
 * Which part may know which: doors → core → table; gateways behind core's ports; AWS and SST only where they belong.
 * Held by `npm run check`; tests/architecture plants a violation of each rule and sees it found.
 */

const TESTS = "\\.(test|testkit)\\.ts$|/testing/";
const RUNTIME = "^packages/(core|table|gateways|platform|functions)/src/";
const CLOUD =
  "node_modules/(@aws-sdk|@smithy|@aws-crypto|@middy|aws-lambda|@types/aws-lambda|aws-cdk-lib|constructs|sst)(/|$)";

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const runtime = (path) => ({ path, pathNot: TESTS });

module.exports = {
  forbidden: [
    forbid(
      "core-knows-no-cloud",
      "A domain has no AWS word, no middy and no SST: it says what it needs through ports and the table.",
      runtime("^packages/core/src/"),
      { path: CLOUD },
    ),
    forbid("core-knows-no-glue", "core never turns back to what calls it.", runtime("^packages/core/src/"), {
      path: "^packages/(platform|functions|gateways|local|paystack-simulator)/",
    }),
    forbid(
      "core-depends-on-little",
      "zod, jose, the hash and the phone rules: whatever else a domain wants stands behind a port.",
      runtime("^packages/core/src/"),
      { path: "node_modules/", pathNot: "node_modules/(zod|jose|argon2-browser|libphonenumber-js)(/|$)" },
    ),
    forbid(
      "kernel-knows-no-domain",
      "The kernel holds the words that all domains share.",
      runtime("^packages/core/src/kernel/"),
      { path: "^packages/", pathNot: "^packages/core/src/kernel/" },
    ),
    forbid(
      "domain-by-its-door",
      "A domain is called through its index.ts only.",
      { path: "^packages/core/src/([^/]+)/", pathNot: TESTS },
      {
        path: "^packages/core/src/[^/]+/",
        pathNot: ["^packages/core/src/($1|kernel)/", "^packages/core/src/[^/]+/index\\.ts$"],
      },
    ),
    forbid(
      "core-by-its-doors",
      "From outside, too; the platform alone takes the token checks by themselves, to keep bundles small.",
      { path: "^packages/(platform|functions|gateways)/src/", pathNot: TESTS },
      {
        path: "^packages/core/src/",
        pathNot: [
          "^packages/core/src/[^/]+/index\\.ts$",
          "^packages/core/src/kernel/",
          "^packages/core/src/auth/(tokens|staff-access)\\.ts$",
        ],
      },
    ),
    forbid(
      "table-knows-no-product",
      "The table package would serve another product as it is.",
      runtime("^packages/table/src/"),
      { path: "^packages/", pathNot: "^packages/table/" },
    ),
    forbid(
      "gateways-serve-ports",
      "A gateway implements a port of core and knows nothing else of ours.",
      runtime("^packages/gateways/src/"),
      { path: "^packages/(platform|functions|table|local|paystack-simulator)/" },
    ),
    forbid(
      "gateways-only-from-doors",
      "A door hands a gateway to its domain; nobody else makes one.",
      { path: "^(packages|stacks|scripts|sst\\.config)", pathNot: ["^packages/(gateways|functions)/", TESTS] },
      { path: "^packages/gateways/" },
    ),
    forbid("platform-knows-no-door", "Glue serves every door alike.", runtime("^packages/platform/src/"), {
      path: "^packages/(functions|gateways|local|paystack-simulator)/",
    }),
    forbid(
      "doors-are-thin",
      "A door reaches the table, AWS and middy through its domain, a gateway or the platform.",
      runtime("^packages/functions/src/"),
      { path: `^packages/(table|local|paystack-simulator)/|${CLOUD}` },
    ),
    forbid("doors-stand-alone", "What two doors share belongs to their domain.", runtime("^packages/functions/src/"), {
      path: "^packages/functions/src/",
      pathNot: "\\.json$",
    }),
    forbid(
      "local-is-local",
      "The local cloud and the simulator never reach a bundle.",
      { path: "^(packages|stacks|sst\\.config)", pathNot: ["^packages/(local|paystack-simulator)/", TESTS] },
      { path: "^packages/(local|paystack-simulator)/" },
    ),
    forbid(
      "local-reads-templates",
      "What the local cloud knows of the product it reads from the templates; it shares the kernel's words.",
      runtime("^packages/(local|paystack-simulator)/src/"),
      {
        path: "^packages/(core|table|platform|functions|gateways)/|^stacks/",
        // AWS's rule of what a request costs stands in one place.
        pathNot: ["^packages/core/src/kernel/", "^packages/table/src/capacity\\.ts$"],
      },
    ),
    forbid(
      "console-is-a-page",
      "It runs in a browser: preact and its own files, and what it knows of the cloud it asks over HTTP.",
      { path: "^packages/console/src/", pathNot: TESTS },
      { path: "^packages/|node_modules/", pathNot: ["^packages/console/src/", "node_modules/preact/"] },
    ),
    forbid(
      "console-by-http",
      "The local cloud builds the console's files and serves them; nobody imports them.",
      { path: "^(packages|stacks|scripts|sst\\.config)", pathNot: ["^packages/console/", TESTS] },
      { path: "^packages/console/" },
    ),
    forbid(
      "client-stands-alone",
      "It runs in browsers and phones: nothing of Node's, nobody's package, nothing of ours.",
      runtime("^packages/client/src/"),
      { pathNot: "^packages/client/src/" },
    ),
    forbid(
      "stacks-read-the-manifest",
      "Stacks are built without the runtime's modules.",
      { path: "^(stacks/|sst\\.config)" },
      { path: "^packages/" },
    ),
    forbid(
      "sst-in-stacks",
      "SST 2 is a retired line: a move must touch no other folder.",
      { pathNot: ["^(stacks|scripts|tests)/", "^sst\\.config"] },
      { path: "node_modules/(sst|aws-cdk-lib|constructs)(/|$)" },
    ),
    forbid("no-sst-node", "It drags a second SDK into every bundle.", {}, { path: "node_modules/sst/node/" }),
    forbid(
      "tests-stay-behind",
      "Code never leans on its tests.",
      { path: RUNTIME, pathNot: TESTS },
      { path: `${TESTS}|^tests/` },
    ),
    forbid(
      "no-cycles",
      "Arrows never turn back.",
      { pathNot: "node_modules" },
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    forbid(
      "declared",
      "A package declares what it imports.",
      { path: RUNTIME, pathNot: TESTS },
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"], pathNot: "node_modules/@types/" },
    ),
    forbid("resolves", "Every import leads somewhere.", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.sst|\\.build|\\.local)/|/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
    progress: { type: "none" },
  },
};
