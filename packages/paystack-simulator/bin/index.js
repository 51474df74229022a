import { load } from "./sources.js";

export const { realClock, startSimulator } = await load("index");
