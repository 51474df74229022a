import { equals, transact, update, type Write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { checkSecret, factorErrors, factorsChange, hashSecret } from "../auth/index.ts";
import type { Customer } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { FORGIVEN } from "./guard.ts";
import type { QuestionId } from "./model.ts";
import { proveOwner, secretsWrite } from "./set-up.ts";
import { type Factors, factorsItem } from "./store.ts";

/** Security questions: they recover an account beside the password and a code, and never do anything alone. */

export interface GivenAnswer {
  readonly question: QuestionId;
  readonly answer: string;
}

/** Sets the three questions and their answers, in the place of older ones. Asks for FIELD_KEYS and PIN_PEPPERS. */
export async function setQuestions(actor: Customer, answers: readonly GivenAnswer[], password: string): Promise<void> {
  const { userId } = actor;
  const credentials = await proveOwner(actor, password);
  const before = credentials.secondFactors ?? [];
  const after = [...new Set([...before, "security_questions"] as const)];
  const answersHash = hashSecret("answers", userId, joined(answers));
  const questions = sorted(answers).map(({ question }) => question);
  const outcome = await transact([
    secretsWrite(userId, { set: { questions, answersHash } }),
    factorsChange(credentials, { secondFactors: after }),
    auditEntry(actor, {
      action: "mfa.security_questions_set",
      subject: { kind: "user", id: userId },
      userId,
      before: { factors: before },
      after: { factors: after },
    }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw factorErrors.factors_changed_meanwhile();
}

/** The write of three right answers; undefined when one is wrong. Rule: "answers". Asks for PIN_PEPPERS. */
export function answersUse({ userId, answersHash }: Factors, answers: readonly GivenAnswer[]): Write | undefined {
  if (answersHash === undefined) throw errors.factor_not_set_up();
  const { correct } = checkSecret(answersHash, "answers", userId, joined(answers));
  if (!correct) return undefined;
  return update(
    factorsItem,
    { userId },
    { rule: "answers", when: [equals("answersHash", answersHash)], set: FORGIVEN },
  );
}

/** One text of all three: no single answer can be found out by itself. Case, spaces and marks do not matter. */
function joined(answers: readonly GivenAnswer[]): string {
  return sorted(answers)
    .map(
      ({ question, answer }) =>
        `${question}=${answer
          .normalize("NFKC")
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]/gu, "")}`,
    )
    .join("\n");
}

function sorted(answers: readonly GivenAnswer[]): readonly GivenAnswer[] {
  return [...answers].sort((a, b) => (a.question < b.question ? -1 : 1));
}
