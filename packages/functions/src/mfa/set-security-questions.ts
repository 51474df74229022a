import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { QuestionsBody, setQuestions, toAnswers } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/auth/mfa/security-questions",
    summary: "Answer three questions that may recover the account one day",
    description: "They stand in for a lost second factor beside a code and the password, and never do anything alone.",
    caller: "customer",
    body: QuestionsBody,
    example: {
      body: {
        answers: [
          { question: "childhood_street", answer: "Bode Thomas" },
          { question: "first_employer", answer: "Aunt Ngozi" },
          { question: "dream_job", answer: "Pilot" },
        ],
        password: "482913",
      },
      needs: "a caller with this password",
    },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => setQuestions(actor, toAnswers(body.answers), body.password),
);
