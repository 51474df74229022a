import { DeviceKeyBody, errors, factorErrors, setDeviceKey } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/auth/device-key",
    summary: "Sign in on this device by fingerprint or face",
    description:
      "Binds a P-256 key that the app keeps behind the phone's biometrics to the device that calls (X-Device-Id). " +
      "public_key is its SubjectPublicKeyInfo, DER, base64url.",
    caller: "customer",
    body: DeviceKeyBody,
    example: {
      body: {
        public_key:
          "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXcK0gPb5Qx1Z2sJ7vQm1yq7Uq5s3V6nq1c8Vx0xw3r2yqk1Y1oY7v4tq9r2mZ8n0bq5s1d3f5g7h9j1k3l5n7p",
        password: "482913",
      },
      needs: "a caller on a named device",
    },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.password_busy,
      errors.password_incorrect,
      errors.password_locked,
      errors.session_revoked,
      factorErrors.device_key_malformed,
      factorErrors.device_not_found,
      factorErrors.device_unnamed,
      factorErrors.step_up_required,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => setDeviceKey(actor, body.public_key, body.password),
);
