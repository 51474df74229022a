#!/usr/bin/env node
import { load } from "./sources.js";

await load("bin");
