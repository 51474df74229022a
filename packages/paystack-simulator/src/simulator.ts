import type { Simulator, SimulatorOptions } from "./settings.ts";

/** Starts the simulator and resolves when it answers. */
export function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  return Promise.reject(new Error(`the simulator on port ${options.port} is not built yet`));
}
