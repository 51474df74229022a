import type { Staff } from "./actor.ts";
import { AppError } from "./error.ts";
import { newId } from "./id.ts";

/** Somebody of the staff's finance, as a staff door hands them on. */
export const staffOf = (userId = newId()): Staff => ({
  kind: "staff",
  userId,
  sessionId: newId(),
  epoch: 0,
  roles: ["finance"],
  branchId: undefined,
  clientId: "app",
  origin: { requestId: newId(), ip: "10.0.0.1", deviceId: undefined, userAgent: undefined },
});

/** The code of a refusal, or "done"; of an error that is none, its text. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
