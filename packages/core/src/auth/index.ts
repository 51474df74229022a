export { type Confirmation, type Confirmed, confirmMoney } from "./confirm.ts";
export { errors } from "./errors.ts";
export { setTransactionPin, verifyPin } from "./pin.ts";
export { type AccessClaims, type TempClaims, verifyAccessToken, verifyTempToken } from "./tokens.ts";
