/* global SwaggerUIBundle */
/**
 * The reference page. Swagger UI would read the whole document as YAML and build a tree of it before it shows a line:
 * seconds, for a megabyte. It is given the list alone, and each operation whole when somebody opens it.
 */

/** What the list shows of an operation. */
const LISTED = ["tags", "summary", "operationId", "deprecated", "security"];

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

function listOf({ paths, webhooks, components, ...rest }) {
  const listed = (operation) => Object.fromEntries(LISTED.map((name) => [name, operation[name]]));
  const shortened = (items) => mapValues(items, (methods) => mapValues(methods, listed));
  return {
    ...rest,
    paths: shortened(paths),
    webhooks: shortened(webhooks),
    components: { securitySchemes: components.securitySchemes },
  };
}

/** With what its references point to in their places; within itself a schema stays a reference. */
function whole(document, value, within = []) {
  if (Array.isArray(value)) return value.map((inner) => whole(document, inner, within));
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value;
  if (typeof $ref !== "string" || within.includes($ref)) return mapValues(value, (v) => whole(document, v, within));
  return whole(document, at(document, $ref.slice(2).split("/")), [...within, $ref]);
}

function at(document, names) {
  return names.reduce((found, name) => found?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

/** The list is JSON, so no YAML is read; what an operation refers to is looked up here, and nothing is fetched. */
const quick = (document) => ({
  fn: { resolveSubtree: async (_, path) => ({ spec: whole(document, at(document, path)), errors: [] }) },
  statePlugins: {
    spec: {
      wrapActions: {
        parseToJson:
          (_, { specActions }) =>
          (text) =>
            specActions.updateJsonSpec(JSON.parse(text)),
      },
    },
  },
});

function show(document) {
  SwaggerUIBundle({
    spec: listOf(document),
    dom_id: "#docs",
    plugins: [() => quick(document)],
    // Two hundred operations: closed until they are asked for, found by the filter or by their link.
    docExpansion: "none",
    filter: true,
    deepLinking: true,
    tagsSorter: "alpha",
    defaultModelsExpandDepth: -1,
    displayOperationId: true,
    displayRequestDuration: true,
    showExtensions: true,
    tryItOutEnabled: true,
    // Tokens are gone with the page.
    persistAuthorization: false,
    // Nobody elsewhere is asked whether the document is right.
    validatorUrl: null,
  });
}

/**
 * What Swagger UI leaves out for those who hear the page: its lists and bodies have no names, and the button that opens an operation
 * holds a link to that same operation, which no reader can reach. The address follows the button all the same.
 */
function mend(root) {
  for (const list of root.querySelectorAll("select:not([aria-label])")) {
    list.setAttribute("aria-label", list.id === "servers" ? "Server" : "Which example or type");
  }
  for (const body of root.querySelectorAll("textarea:not([aria-label])")) body.setAttribute("aria-label", "Body");
  for (const link of root.querySelectorAll("button.opblock-summary-control a[href]")) link.removeAttribute("href");
}

/** As the system says, or as was chosen in the console. */
const night = matchMedia("(prefers-color-scheme: dark)");
function paint() {
  const chosen = localStorage.getItem("cowry.theme");
  const isDark = chosen === "dark" || (chosen !== "light" && night.matches);
  document.documentElement.classList.toggle("dark-mode", isDark);
}
paint();
night.addEventListener("change", paint);

const page = document.getElementById("docs");
new MutationObserver(() => mend(page)).observe(page, { childList: true, subtree: true });
fetch("/docs/openapi.json")
  .then((response) => response.json())
  .then(show)
  .catch((error) => {
    page.textContent = `The document could not be read: ${error.message}. Is the local cloud still running?`;
  });
