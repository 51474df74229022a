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
