/** What the cloud and a function's worker thread say to each other. Events and results travel as JSON text. */
export interface WorkerStart {
  /** File URL of the bundle. */
  readonly bundle: string;
  readonly exportName: string;
  readonly clock: SharedArrayBuffer;
  /** How many requests there have been. */
  readonly turn: SharedArrayBuffer;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly compileCache: string | undefined;
}

export interface InvokeMessage {
  readonly requestId: string;
  readonly event: string;
  readonly timeoutMs: number;
  readonly trace: string;
  /** Stand still after the answer until the next request: timers and whatever was left running with it. */
  readonly freezes: boolean;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "init-failed"; readonly error: FunctionError }
  | { readonly kind: "line"; readonly requestId: string | undefined; readonly text: string }
  | { readonly kind: "done"; readonly requestId: string; readonly payload: string }
  | { readonly kind: "failed"; readonly requestId: string; readonly error: FunctionError };
