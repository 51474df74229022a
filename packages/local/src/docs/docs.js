/* global SwaggerUIBundle */
SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#docs",
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

/**
 * What Swagger UI leaves out for those who hear the page: its lists have no names, and the button that opens an operation
 * holds a link to that same operation, which no reader can reach. The address follows the button all the same.
 */
function mend(root) {
  for (const list of root.querySelectorAll("select:not([aria-label])")) {
    list.setAttribute("aria-label", list.id === "servers" ? "Server" : "Which example or type");
  }
  for (const link of root.querySelectorAll("button.opblock-summary-control a[href]")) link.removeAttribute("href");
}
const page = document.getElementById("docs");
new MutationObserver(() => mend(page)).observe(page, { childList: true, subtree: true });
