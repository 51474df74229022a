import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { choose, ChoiceBody, errors } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/auth/mfa/preference",
    summary: "Be asked for the second factor at every sign-in, or only when one looks unlike you",
    caller: "customer",
    body: ChoiceBody,
    example: { body: { always: true }, needs: "a caller with a second factor, given in the last fifteen minutes" },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.factor_not_set_up,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, body }) => choose(actor, body.always),
);
