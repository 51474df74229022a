/**
 * Paystack on one machine. See the README beside this package for what it serves and how it fails on demand.
 * Nothing here knows Cowry: it is Paystack as an integrator sees it.
 */
export type { SimulatorClock } from "./clock.ts";
export { realClock } from "./clock.ts";
export type { RetryPlan, Simulator, SimulatorOptions } from "./settings.ts";
export { startSimulator } from "./simulator.ts";
