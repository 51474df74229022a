#!/usr/bin/env node
"use strict";
/** The `cowry` command: run.cjs installs what is missing and goes on under Node 24. Before that nothing is installed. */
process.argv.splice(2, 0, "scripts/cli/main.ts");
require("./run.cjs");
