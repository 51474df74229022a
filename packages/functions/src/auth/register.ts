import { errors, RegistrationBody, registerPerson, signedInView, SignedInView, toRegistration } from "@cowry/core/auth";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/register",
    summary: "Make an account for a proved phone",
    description:
      "Takes the temp token of otp/verify as bearer token. The same temp token gives the same account: a request " +
      "that is sent again with the same password gets new tokens for it, until a session of it has been refreshed or ended.",
    caller: "newcomer",
    body: RegistrationBody,
    example: {
      body: { first_name: "Amina", last_name: "Bello", password: "482913", email: "amina@example.com" },
      needs: "a temp token",
    },
    returns: { 201: SignedInView },
    refuses: [
      errors.account_blocked,
      errors.platform_shut,
      errors.email_taken,
      errors.password_busy,
      errors.password_locked,
      errors.password_weak,
      errors.phone_taken,
      errors.referral_code_unknown,
      errors.registered_before,
    ],
    uses: {
      table: "write",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"],
    },
    memoryMb: 1769,
  },
  async ({ actor, body }) => reply(201, signedInView(await registerPerson(actor, toRegistration(body)))),
);
