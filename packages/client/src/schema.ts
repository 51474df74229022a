/** Made from docs/openapi.json by `npm run gen`: not to be edited. */

/** They take an Idempotency-Key: sent again with the same key, they happen once. */
export const KEYED: ReadonlySet<string> = new Set([
  "POST /api/v1/admin/adjustments",
  "POST /api/v1/admin/payouts/{id}/conclusions",
  "POST /api/v1/admin/policy/proposals",
  "POST /api/v1/admin/refunds/{id}/conclusions",
  "POST /api/v1/admin/topups/{id}/refunds",
  "POST /api/v1/admin/transactions/{id}/reversals",
  "POST /api/v1/wallet/holds",
  "POST /api/v1/wallet/holds/{id}/capture",
  "POST /api/v1/wallet/topup/card",
  "POST /api/v1/wallet/topup/initiate",
  "POST /api/v1/wallet/transfer",
  "POST /api/v1/wallet/withdraw",
]);

/** They may answer with a file in the place of JSON: of which types. */
export const FILES: ReadonlyMap<string, readonly string[]> = new Map([
  ["GET /api/v1/admin/bulk-payouts/{id}/rows", ["text/csv"]],
  ["GET /api/v1/admin/reconciliations/{provider}/{day}/report", ["text/csv", "text/html"]],
  ["GET /api/v1/wallet/statement", ["text/csv", "application/pdf"]],
]);

/** They issue tokens: with `mode=cookie`, into cookies. */
export const MODAL: ReadonlySet<string> = new Set([
  "POST /api/auth/verify-otp",
  "POST /api/v1/auth/biometric/login",
  "POST /api/v1/auth/email/verify",
  "POST /api/v1/auth/login",
  "POST /api/v1/auth/mfa/verify",
  "POST /api/v1/auth/otp/verify",
  "POST /api/v1/auth/passkeys/sign-in",
  "POST /api/v1/auth/register",
  "POST /api/v1/auth/token/refresh",
]);

/** They ask nobody for a session. */
export const PUBLIC: ReadonlySet<string> = new Set([
  "GET /.well-known/jwks.json",
  "GET /.well-known/receipt-keys.json",
  "POST /api/auth/request-otp",
  "POST /api/auth/verify-otp",
  "POST /api/v1/auth/biometric/challenge",
  "POST /api/v1/auth/biometric/login",
  "POST /api/v1/auth/check-availability",
  "POST /api/v1/auth/email/submit",
  "POST /api/v1/auth/email/verify",
  "POST /api/v1/auth/forgot-password",
  "POST /api/v1/auth/login",
  "POST /api/v1/auth/mfa/push/requests",
  "POST /api/v1/auth/mfa/verify",
  "POST /api/v1/auth/otp/verify",
  "POST /api/v1/auth/passkeys/sign-in",
  "POST /api/v1/auth/passkeys/sign-in/options",
  "POST /api/v1/auth/phone/submit",
  "POST /api/v1/auth/register",
  "POST /api/v1/auth/reset-password",
  "POST /api/v1/auth/token/refresh",
  "GET /api/v1/health",
  "POST /api/v1/oauth/token",
  "GET /api/v1/ready",
  "GET /api/v1/receipts/heads/{day}",
  "GET /api/v1/receipts/heads/{day}/{wallet}",
  "POST /api/v1/receipts/verify",
  "POST /api/v1/wallet/topup/webhook",
  "POST /api/v1/wallet/withdraw/approval",
]);

export interface components {
  schemas: {
    readonly AccessView: {
      readonly platforms: {
        readonly web: boolean;
        readonly mobile: boolean;
        readonly ussd: boolean;
        readonly api: boolean;
      };
      readonly features: {
        readonly topups: boolean;
        readonly transfers: boolean;
        readonly payouts: boolean;
        readonly holds: boolean;
        readonly api_keys: boolean;
      };
    };
    readonly AccountList: {
      readonly items: readonly components["schemas"]["AccountView"][];
    };
    readonly AccountView: {
      readonly id: string;
      readonly status: "active" | "blocked" | "closed";
      readonly roles: readonly ("rider" | "driver" | "agent" | "merchant" | "support" | "finance" | "compliance" | "admin" | "super_admin")[];
      readonly branch_id: string | null;
      readonly created_at: string;
      readonly closed_at: string | null;
      readonly block: {
        readonly reason: string;
        readonly by: string;
        readonly at: string;
        readonly until: string | null;
      } | null;
      readonly first_name: string;
      readonly last_name: string;
      readonly phone: string | null;
      readonly email: string | null;
    };
    readonly ApiKeyCreated: {
      readonly id: string;
      readonly name: string;
      readonly scopes: readonly ("profile:read" | "wallet:read" | "holds:capture")[];
      readonly status: "active" | "expired";
      readonly created_at: string;
      readonly expires_at: string;
      readonly last_used_at: string | null;
      readonly old_key_ends_at: string | null;
      readonly key: string;
    };
    readonly ApiKeyList: {
      readonly items: readonly components["schemas"]["ApiKeyView"][];
    };
    readonly ApiKeyView: {
      readonly id: string;
      readonly name: string;
      readonly scopes: readonly ("profile:read" | "wallet:read" | "holds:capture")[];
      readonly status: "active" | "expired";
      readonly created_at: string;
      readonly expires_at: string;
      readonly last_used_at: string | null;
      readonly old_key_ends_at: string | null;
    };
    readonly AuditEntry: {
      readonly id: string;
      readonly action: string;
      readonly subject: {
        readonly kind: string;
        readonly id: string;
      };
      readonly before: {
        readonly [key: string]: string | number | boolean | null | readonly string[];
      } | null;
      readonly after: {
        readonly [key: string]: string | number | boolean | null | readonly string[];
      } | null;
      readonly at: string;
      readonly user_id: string;
      readonly actor: {
        readonly kind: "anyone" | "newcomer" | "customer" | "staff" | "api_client" | "system" | "provider";
        readonly id: string | null;
      };
      readonly reason: string | null;
      readonly ip: string;
      readonly device_id: string | null;
      readonly user_agent: string | null;
      readonly request_id: string;
    };
    readonly AvailabilityView: {
      readonly available: boolean;
    };
    readonly Balance: {
      readonly balance: number | string;
      readonly available: (number | string) | null;
      readonly reserved: (number | string) | null;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly account_number: string;
      readonly as_of: string;
    };
    readonly BankList: {
      readonly items: readonly components["schemas"]["BankShown"][];
    };
    readonly BankShown: {
      readonly name: string;
      readonly code: string;
    };
    readonly BatchListed: {
      readonly id: string;
      readonly payer_id: string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly rows: number;
      readonly amount: number;
      readonly invalid: number;
      readonly uploaded_by: string;
      readonly approved_by: string | null;
      readonly cancelled_by: string | null;
      readonly proposal_id: string | null;
      readonly created_at: string;
      readonly started_at: string | null;
      readonly ended_at: string | null;
      readonly state: "loading" | "proposed" | "running" | "done" | "cancelled";
    };
    readonly BatchShown: {
      readonly id: string;
      readonly payer_id: string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly rows: number;
      readonly amount: number;
      readonly invalid: number;
      readonly uploaded_by: string;
      readonly approved_by: string | null;
      readonly cancelled_by: string | null;
      readonly proposal_id: string | null;
      readonly created_at: string;
      readonly started_at: string | null;
      readonly ended_at: string | null;
      readonly state: "loading" | "proposed" | "running" | "done" | "cancelled" | "rejected" | "withdrawn" | "expired";
      readonly counts: {
        readonly invalid: number;
        readonly waiting: number;
        readonly refused: number;
        readonly cancelled: number;
        readonly pending: number;
        readonly processing: number;
        readonly awaiting_confirmation: number;
        readonly completed: number;
        readonly failed: number;
        readonly reversed: number;
      };
      readonly problems: readonly {
        readonly line: number;
        readonly field: string;
        readonly why: string;
      }[];
    };
    readonly BeneficiaryShown: {
      readonly id: string;
      readonly kind: "bank" | "person";
      readonly name: string;
      readonly verified: boolean;
      readonly account_name: string | null;
      readonly account_number: string | null;
      readonly bank_code: string | null;
      readonly bank_name: string | null;
      readonly user_id: string | null;
      readonly created_at: string;
    };
    readonly CardList: {
      readonly items: readonly components["schemas"]["CardShown"][];
    };
    readonly CardShown: {
      readonly id: string;
      readonly last4: string;
      readonly brand: string | null;
      readonly bank: string | null;
      readonly expiry_month: number;
      readonly expiry_year: number;
      readonly expired: boolean;
      readonly is_default: boolean;
      readonly created_at: string;
    };
    readonly CardTopupShown: {
      readonly transaction_id: string;
      readonly reference: string;
      readonly status: "completed" | "pending" | "failed" | "held";
      readonly payment_url: string | null;
      readonly amount_to_pay: number;
      readonly fee: number;
    };
    readonly ChallengeView: {
      readonly challenge: string;
      readonly expires_in: number;
    };
    readonly CounterpartyShown: {
      readonly kind: "person" | "bank" | "provider";
      readonly name: string;
      readonly user_id: string | null;
      readonly account_number: string | null;
      readonly bank_name: string | null;
    };
    readonly DeviceList: {
      readonly items: readonly {
        readonly id: string;
        readonly device_id: string;
        readonly name: string | null;
        readonly user_agent: string | null;
        readonly trusted_since: string;
        readonly last_used_at: string;
        readonly signs_in_by_key: boolean;
        readonly approves_sign_ins: boolean;
        readonly current: boolean;
      }[];
      readonly next_cursor: string | null;
    };
    readonly DiscrepancyShown: {
      readonly id: string;
      readonly provider: "paystack";
      readonly day: string;
      readonly kind: "missing_here" | "missing_there" | "amount" | "fee" | "currency" | "status" | "duplicate" | "late" | "reversed" | "settlement_short" | "wrong_day" | "unknown_reference";
      readonly stream: "charges" | "transfers" | "refunds" | "balance" | "settlements";
      readonly reference: string;
      readonly transaction_id: string | null;
      readonly ours: {
        readonly amount: number | null;
        readonly fee: number | null;
        readonly currency: string | null;
        readonly status: string | null;
        readonly at: string | null;
        readonly count: number | null;
      } | null;
      readonly theirs: {
        readonly amount: number | null;
        readonly fee: number | null;
        readonly currency: string | null;
        readonly status: string | null;
        readonly at: string | null;
        readonly count: number | null;
      } | null;
      readonly state: "open" | "resolved" | "gone";
      readonly found_at: string;
      readonly age_seconds: number;
      readonly due_at: string;
      readonly is_overdue: boolean;
      readonly owner: string | null;
      readonly resolution: ("corrected_here" | "corrected_there" | "refunded" | "timing" | "accepted" | "written_off") | null;
      readonly note: string | null;
      readonly closed_at: string | null;
      readonly closed_by: string | null;
    };
    readonly DisputeShown: {
      readonly id: string;
      readonly state: "open" | "answering" | "won" | "lost";
      readonly topup_id: string | null;
      readonly user_id: string | null;
      readonly reference: string;
      readonly amount: number;
      readonly kept: number;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly category: string | null;
      readonly provider_status: string;
      readonly resolution: string | null;
      readonly due_at: string;
      readonly has_evidence: boolean;
      readonly answered_by: string | null;
      readonly created_at: string;
      readonly changed_at: string;
    };
    readonly DriverProfileView: {
      readonly vehicle_number: string | null;
      readonly plate_number: string | null;
      readonly status: "available" | "unavailable";
      readonly payout_account_id: string | null;
      readonly version: number;
    };
    readonly EventReceived: {
      readonly received: true;
    };
    readonly FactorsView: {
      readonly factors: readonly ("totp" | "push" | "passkey" | "recovery_code" | "security_questions")[];
      readonly always: boolean;
      readonly required: boolean;
      readonly recovery_codes_left: number;
      readonly questions: readonly ("first_school_friend" | "childhood_street" | "first_employer" | "favourite_teacher" | "first_journey" | "dream_job")[];
    };
    readonly Head: {
      readonly day: string;
      readonly tree: string;
      readonly head: components["schemas"]["Place"];
      readonly path: readonly {
        readonly side: "left" | "right";
        readonly hash: string;
      }[];
    };
    readonly Heads: {
      readonly day: string;
      readonly root: string;
      readonly tree: string;
      readonly previous_day: string | null;
      readonly previous_root: string | null;
      readonly wallets: number;
      readonly taken_at: string;
      readonly signed: string;
    };
    readonly Hold: {
      readonly id: string;
      readonly status: "open" | "captured" | "released" | "expired";
      readonly amount: number | string;
      readonly captured: number | string;
      readonly left: number | string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly payer: {
        readonly user_id: string;
        readonly name: string;
      };
      readonly payee: {
        readonly user_id: string;
        readonly name: string;
      };
      readonly reason: string | null;
      readonly reference: string | null;
      readonly created_at: string;
      readonly expires_at: string;
      readonly ended_at: string | null;
    };
    readonly Jwks: {
      readonly keys: readonly {
        readonly kty: "OKP";
        readonly crv: "Ed25519";
        readonly x: string;
        readonly kid: string;
        readonly alg: "EdDSA";
        readonly use: "sig";
      }[];
    };
    readonly LoginPage: {
      readonly items: readonly {
        readonly id: string;
        readonly outcome: "signed_in" | "second_factor_asked" | "refused";
        readonly first_factor: "registration" | "otp" | "email_otp" | "password" | "passkey" | "device_key";
        readonly second_factor: ("totp" | "push" | "passkey" | "recovery_code" | "security_questions" | "password" | "otp") | null;
        readonly device_id: string | null;
        readonly user_agent: string | null;
        readonly ip: string;
        readonly risk: {
          readonly score: number;
          readonly reasons: readonly {
            readonly factor: "unnamed_device" | "new_device" | "new_network" | "many_sign_ins" | "very_many_sign_ins" | "far_too_soon" | "long_absence";
            readonly points: number;
          }[];
        };
        readonly at: string;
      }[];
      readonly next_cursor: string | null;
    };
    readonly MeView: {
      readonly id: string;
      readonly phone: string;
      readonly first_name: string;
      readonly last_name: string;
      readonly email: string | null;
      readonly roles: readonly ("rider" | "driver" | "agent" | "merchant" | "support" | "finance" | "compliance" | "admin" | "super_admin")[];
      readonly referral_code: string;
      readonly created_at: string;
      readonly wallets: readonly {
        readonly id: string;
        readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        readonly account_number: string;
      }[];
    };
    readonly Notice: {
      readonly id: string;
      readonly kind: string;
      readonly title: string;
      readonly body: string;
      readonly transaction_id: string | null;
      readonly receipt: string | null;
      readonly read: boolean;
      readonly created_at: string;
    };
    readonly NotificationSettingsView: {
      readonly push_enabled: boolean;
      readonly transaction_alerts: boolean;
      readonly security_alerts: boolean;
      readonly promotions: boolean;
      readonly email_notifications: boolean;
      readonly sms_notifications: boolean;
      readonly version: number;
    };
    readonly OtpAskedView: {
      readonly otp_required: true;
      readonly challenge_id: string;
      readonly expires_in: number;
      readonly resend_in: number;
    };
    readonly OtpSent: {
      readonly detail: "otp_sent";
      readonly challenge_id: string;
      readonly expires_in: number;
      readonly resend_in: number;
    };
    readonly OwnEntry: {
      readonly id: string;
      readonly action: string;
      readonly subject: {
        readonly kind: string;
        readonly id: string;
      };
      readonly before: {
        readonly [key: string]: string | number | boolean | null | readonly string[];
      } | null;
      readonly after: {
        readonly [key: string]: string | number | boolean | null | readonly string[];
      } | null;
      readonly at: string;
      readonly actor: {
        readonly kind: "anyone" | "newcomer" | "customer" | "staff" | "api_client" | "system" | "provider";
      };
      readonly ip: string | null;
      readonly device_id: string | null;
    };
    readonly PasskeyList: {
      readonly items: readonly {
        readonly id: string;
        readonly name: string;
        readonly backed_up: boolean;
        readonly created_at: string;
        readonly last_used_at: string | null;
      }[];
      readonly next_cursor: string | null;
    };
    readonly PasskeyOptions: {
      readonly challenge: string;
      readonly rp: {
        readonly id: string;
        readonly name: string;
      };
      readonly user: {
        readonly id: string;
        readonly name: string;
        readonly displayName: string;
      };
      readonly pubKeyCredParams: readonly {
        readonly type: "public-key";
        readonly alg: number;
      }[];
      readonly timeout: number;
      readonly attestation: "none";
      readonly excludeCredentials: readonly {
        readonly type: "public-key";
        readonly id: string;
        readonly transports: readonly ("ble" | "cable" | "hybrid" | "internal" | "nfc" | "smart-card" | "usb")[];
      }[];
      readonly authenticatorSelection: {
        readonly residentKey: "required";
        readonly requireResidentKey: true;
        readonly userVerification: "required";
      };
    };
    readonly PasskeyRequest: {
      readonly challenge: string;
      readonly rpId: string;
      readonly timeout: number;
      readonly userVerification: "required";
    };
    readonly PayoutAccountShown: {
      readonly id: string;
      readonly account_name: string;
      readonly account_number: string;
      readonly bank_code: string;
      readonly bank_name: string;
      readonly verified: boolean;
      readonly is_default: boolean;
      readonly created_at: string;
    };
    readonly PayoutListed: {
      readonly id: string;
      readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
      readonly amount: number;
      readonly fee: number;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly owner_id: string;
      readonly reference: string;
      readonly waits_for: ("float" | "otp" | "approval") | null;
      readonly flaw: ("differs_from_order" | "paid_after_release" | "failed_after_success" | "wallet_closed_to_credits") | null;
      readonly failure: string | null;
      readonly created_at: string;
      readonly completed_at: string | null;
    };
    readonly PayoutOrdered: {
      readonly status: "pending";
      readonly transaction_id: string;
      readonly transaction: components["schemas"]["Transaction"];
    };
    readonly PayoutShown: {
      readonly id: string;
      readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
      readonly amount: number;
      readonly fee: number;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly owner_id: string;
      readonly reference: string;
      readonly waits_for: ("float" | "otp" | "approval") | null;
      readonly flaw: ("differs_from_order" | "paid_after_release" | "failed_after_success" | "wallet_closed_to_credits") | null;
      readonly failure: string | null;
      readonly created_at: string;
      readonly completed_at: string | null;
      readonly sendings: number;
      readonly transfer_code: string | null;
      readonly provider_status: string | null;
      readonly story: readonly {
        readonly at: string;
        readonly what: "ordered" | "sent" | "answer_missing" | "arrived" | "waits_for_float" | "waits_for_otp" | "waits_for_approval" | "flagged" | "ended";
      }[];
    };
    readonly PinVerified: {
      readonly verified: true;
      readonly confirmation: string;
      readonly expires_in: number;
    };
    readonly Place: {
      readonly wallet: string;
      readonly seq: number;
      readonly hash: string;
    };
    readonly ProfileView: {
      readonly id: string;
      readonly phone: string;
      readonly first_name: string;
      readonly last_name: string;
      readonly email: string | null;
      readonly roles: readonly ("rider" | "driver" | "agent" | "merchant" | "support" | "finance" | "compliance" | "admin" | "super_admin")[];
      readonly referral_code: string;
      readonly created_at: string;
      readonly avatar_url: string | null;
      readonly date_of_birth: string | null;
      readonly gender: ("male" | "female" | "other") | null;
      readonly country: string | null;
      readonly address: string | null;
      readonly version: number;
      readonly updated_at: string;
    };
    readonly ProgressShown: {
      readonly transaction_id: string;
      readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
      readonly stage: "accepted" | "waiting_for_funds" | "waiting_for_approval" | "confirming" | "with_bank" | "delayed" | "paid" | "given_back";
      readonly says: string;
      readonly known_by: string | null;
      readonly reference: string;
      readonly failure: string | null;
    };
    readonly ProposalShown: {
      readonly id: string;
      readonly kind: string;
      readonly payload: {
        readonly [key: string]: string;
      };
      readonly reason: string;
      readonly status: "pending" | "approved" | "executed" | "rejected" | "withdrawn" | "expired";
      readonly user_id: string | null;
      readonly proposed_by: string;
      readonly created_at: string;
      readonly expires_at: string;
      readonly decided_by: string | null;
      readonly decided_at: string | null;
      readonly decision_reason: string | null;
      readonly result: {
        readonly [key: string]: string;
      } | null;
    };
    readonly PushList: {
      readonly items: readonly {
        readonly id: string;
        readonly device_id: string | null;
        readonly user_agent: string | null;
        readonly ip: string;
        readonly requested_at: string;
        readonly expires_at: string;
      }[];
      readonly next_cursor: string | null;
    };
    readonly PushRequested: {
      readonly push_id: string;
      readonly number: string;
      readonly expires_in: number;
    };
    readonly Receipt: {
      readonly receipt: string;
      readonly transaction: components["schemas"]["Receipted"];
      readonly entry: components["schemas"]["Place"];
      readonly opening: {
        readonly previous_hash: string | "";
        readonly user_id: string;
        readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        readonly seq: number;
        readonly at_ms: number;
        readonly transaction_id: string;
        readonly kind: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
        readonly amount: string;
        readonly balance_after: string;
      };
    };
    readonly ReceiptKeys: {
      readonly keys: readonly {
        readonly kty: "OKP";
        readonly crv: "Ed25519";
        readonly x: string;
        readonly kid: string;
        readonly alg: "EdDSA";
        readonly use: "sig";
      }[];
    };
    readonly Receipted: {
      readonly id: string;
      readonly kind: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
      readonly type: "credit" | "debit";
      readonly amount: number | string;
      readonly fee: number | string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly counterparty: string | null;
      readonly at: string;
    };
    readonly RecoveryCodesView: {
      readonly recovery_codes: readonly string[];
    };
    readonly ReferralView: {
      readonly name: string;
      readonly joined_at: string;
      readonly status: "joined" | "left";
    };
    readonly RefundShown: {
      readonly id: string;
      readonly topup_id: string;
      readonly user_id: string;
      readonly state: "reserved" | "sending" | "ordered" | "needs_attention" | "processed" | "failed";
      readonly amount: number;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly reason: string;
      readonly reference: string;
      readonly provider_id: string | null;
      readonly provider_status: string | null;
      readonly flaw: ("differs_from_order" | "failed_after_processed" | "paid_after_release" | "lost") | null;
      readonly created_at: string;
      readonly changed_at: string;
      readonly expected_by: string | null;
    };
    readonly Report: {
      readonly run: components["schemas"]["RunShown"];
      readonly discrepancies: readonly components["schemas"]["DiscrepancyShown"][];
      readonly is_cut: boolean;
    };
    readonly ResolvedAccount: {
      readonly account_name: string;
    };
    readonly RevealedView: {
      readonly account: components["schemas"]["AccountView"];
      readonly profile: components["schemas"]["ProfileView"];
    };
    readonly RiderProfileView: {
      readonly preferences: {
        readonly [key: string]: string;
      };
      readonly saved_addresses: readonly {
        readonly label: string;
        readonly address: string;
      }[];
      readonly version: number;
    };
    readonly RowShown: {
      readonly line: number;
      readonly state: "invalid" | "waiting" | "refused" | "cancelled" | "pending" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed";
      readonly field: string | null;
      readonly why: string | null;
      readonly account_number: string | null;
      readonly bank_code: string | null;
      readonly amount: number | null;
      readonly reference: string | null;
      readonly transaction_id: string | null;
    };
    readonly RunShown: {
      readonly provider: "paystack";
      readonly day: string;
      readonly attempt: number;
      readonly status: "running" | "matching" | "differing" | "failed";
      readonly started_by: string;
      readonly started_at: string;
      readonly finished_at: string | null;
      readonly differing: number;
      readonly streams: readonly {
        readonly stream: "charges" | "transfers" | "refunds" | "balance" | "settlements";
        readonly ours: {
          readonly count: number;
          readonly amount: number;
        };
        readonly theirs: {
          readonly count: number;
          readonly amount: number;
        };
        readonly matched: {
          readonly count: number;
          readonly amount: number;
        };
        readonly elsewhere: number;
        readonly differing: number;
        readonly kinds: readonly {
          readonly kind: "missing_here" | "missing_there" | "amount" | "fee" | "currency" | "status" | "duplicate" | "late" | "reversed" | "settlement_short" | "wrong_day" | "unknown_reference";
          readonly count: number;
        }[];
      }[];
    };
    readonly SecondFactorView: {
      readonly mfa_required: true;
      readonly mfa_token: string;
      readonly methods: readonly ("totp" | "push" | "passkey" | "recovery_code" | "security_questions" | "password" | "otp")[];
      readonly expires_in: number;
    };
    readonly SessionList: {
      readonly items: readonly {
        readonly id: string;
        readonly device_id: string | null;
        readonly user_agent: string | null;
        readonly ip: string;
        readonly first_factor: ("registration" | "otp" | "email_otp" | "password" | "passkey" | "device_key") | null;
        readonly second_factor: ("totp" | "push" | "passkey" | "recovery_code" | "security_questions" | "password" | "otp") | null;
        readonly created_at: string;
        readonly last_used_at: string;
        readonly expires_at: string;
        readonly current: boolean;
      }[];
      readonly next_cursor: string | null;
    };
    readonly SettingsView: {
      readonly language: string;
      readonly theme: "light" | "dark" | "system";
      readonly daily_limit: number | null;
      readonly pin_free_below: number;
      readonly currency: "NGN";
      readonly version: number;
    };
    readonly SetupView: {
      readonly requires_setup: true;
      readonly temp_token: string;
    };
    readonly SignedInView: {
      readonly access: string;
      readonly refresh: string;
      readonly token_type: "Bearer";
      readonly expires_in: number;
      readonly user: components["schemas"]["UserView"];
    };
    readonly StatementShown: {
      readonly holder: string;
      readonly user_id: string;
      readonly account_number: string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly from: string;
      readonly to: string;
      readonly made_at: string;
      readonly opening_balance: number | string;
      readonly opening_hash: string | "";
      readonly total_credits: number | string;
      readonly total_debits: number | string;
      readonly closing_balance: number | string;
      readonly lines: readonly {
        readonly transaction_id: string;
        readonly kind: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
        readonly at: string;
        readonly credit: number | string;
        readonly debit: number | string;
        readonly fee: number | string;
        readonly balance: number | string;
        readonly counterparty: string | null;
        readonly note: string | null;
        readonly reference: string | null;
        readonly seq: number;
        readonly hash: string;
      }[];
    };
    readonly TokenGranted: {
      readonly access_token: string;
      readonly token_type: "Bearer";
      readonly expires_in: number;
      readonly scope: string;
    };
    readonly TokensView: {
      readonly access: string;
      readonly refresh: string;
      readonly token_type: "Bearer";
      readonly expires_in: number;
    };
    readonly TopupStarted: {
      readonly payment_url: string;
      readonly reference: string;
      readonly transaction_id: string;
      readonly status: "pending";
      readonly amount_to_pay: number;
      readonly fee: number;
    };
    readonly TotpStarted: {
      readonly secret: string;
      readonly otpauth_uri: string;
      readonly qr_svg: string;
      readonly qr_png: string;
      readonly expires_in: number;
    };
    readonly Transaction: {
      readonly id: string;
      readonly type: "credit" | "debit";
      readonly kind: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
      readonly amount: number | string;
      readonly fee: number | string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly counterparty: components["schemas"]["CounterpartyShown"] | null;
      readonly reference: string | null;
      readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
      readonly balance_after: (number | string) | null;
      readonly note: string | null;
      readonly metadata: {
        readonly [key: string]: string;
      } | null;
      readonly created_at: string;
      readonly completed_at: string | null;
    };
    readonly TransferApproved: {
      readonly approved: true;
    };
    readonly TransferReceipt: {
      readonly status: "completed" | "held";
      readonly transaction_id: string;
      readonly transaction: components["schemas"]["Transaction"];
    };
    readonly UnreadCount: {
      readonly unread: number;
      readonly more: boolean;
    };
    readonly UploadShown: {
      readonly url: string;
      readonly file_name: string;
    };
    readonly UserView: {
      readonly id: string;
      readonly phone: string;
      readonly first_name: string;
      readonly last_name: string;
      readonly email: string | null;
      readonly roles: readonly ("rider" | "driver" | "agent" | "merchant" | "support" | "finance" | "compliance" | "admin" | "super_admin")[];
      readonly referral_code: string;
      readonly created_at: string;
    };
    readonly Verdict: {
      readonly valid: boolean;
      readonly reason: ("malformed" | "unknown_key" | "signature" | "not_in_ledger" | "not_as_published") | null;
      readonly transaction: components["schemas"]["Receipted"] | null;
      readonly entry: components["schemas"]["Place"] | null;
      readonly published: {
        readonly day: string;
        readonly root: string;
        readonly seq: number;
      } | null;
    };
    readonly WalletStanding: {
      readonly user_id: string;
      readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
      readonly status: "active" | "frozen" | "blocked" | "closed";
    };
    readonly WebhookCounts: {
      readonly day: string;
      readonly events: readonly {
        readonly event: string;
        readonly deliveries: number;
      }[];
    };
    readonly WebhookShown: {
      readonly id: string;
      readonly event: string;
      readonly state: "waiting" | "carried_out" | "unused";
      readonly became: string | null;
      readonly deliveries: number;
      readonly replays: number;
      readonly size: number;
      readonly received_at: string;
      readonly last_delivered_at: string;
      readonly carried_out_at: string | null;
    };
    readonly Routes: {
      /** Public keys of the access tokens */
      readonly "GET /.well-known/jwks.json": {
        readonly answers: {
          readonly 200: components["schemas"]["Jwks"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Public keys of the receipts */
      readonly "GET /.well-known/receipt-keys.json": {
        readonly answers: {
          readonly 200: components["schemas"]["ReceiptKeys"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Send a one-time code to a phone or to an e-mail address */
      readonly "POST /api/auth/request-otp": {
        readonly body?: {
          readonly phone: string;
          readonly purpose?: "login" | "reset_password" | "transfer_confirm" | "change_pin" | "change_phone";
        } | {
          readonly email: string;
          readonly purpose?: "login" | "verify_email";
        };
        readonly answers: {
          readonly 200: components["schemas"]["OtpSent"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "otp_resend_too_soon" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in with a one-time code that came to a phone or to an e-mail address */
      readonly "POST /api/auth/verify-otp": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body?: {
          readonly phone: string;
          readonly otp: string;
          readonly challenge_id?: string;
          readonly role?: "rider" | "driver";
        } | {
          readonly email: string;
          readonly otp: string;
          readonly challenge_id?: string;
        };
        readonly answers: {
          readonly 200: (components["schemas"]["SignedInView"] | components["schemas"]["SecondFactorView"] | components["schemas"]["SetupView"]) | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Propose to credit or debit a wallet against an account of our own */
      readonly "POST /api/v1/admin/adjustments": {
        readonly body: {
          readonly user_id: string;
          readonly direction: "credit" | "debit";
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly account?: "adjustments" | "receivable:corrections" | "receivable:disputes" | "suspense:topups" | "suspense:payouts" | "suspense:refunds";
          readonly reason: string;
          readonly note?: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_affair" | "wallet_not_adjustable";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Proposals that the caller made or may decide, newest first */
      readonly "GET /api/v1/admin/approvals": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly status?: "pending" | "approved" | "executed" | "rejected" | "withdrawn" | "expired";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["ProposalShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One proposal */
      readonly "GET /api/v1/admin/approvals/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "proposal_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Approve a colleague's proposal and carry it out */
      readonly "POST /api/v1/admin/approvals/{id}/approve": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "payout_not_found" | "proposal_not_found" | "refund_not_found";
          readonly 409: "batch_not_proposed" | "payout_ended" | "proposal_closed" | "proposal_expired" | "refund_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "adjustment_overdraws" | "exceeds_original" | "not_reversible" | "own_affair" | "own_proposal" | "payee_cannot_pay" | "payout_accepted" | "payout_not_flagged" | "payout_not_paid" | "payout_still_paid" | "refund_accepted" | "refund_account_unknown" | "refund_exceeds_topup" | "refund_needs_nothing" | "refund_not_covered" | "refund_not_flagged" | "refund_not_paid" | "topup_not_refundable" | "wallet_not_adjustable";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Turn a colleague's proposal down */
      readonly "POST /api/v1/admin/approvals/{id}/reject": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "proposal_not_found";
          readonly 409: "proposal_closed" | "proposal_expired";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_affair" | "own_proposal";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Take back one's own proposal */
      readonly "POST /api/v1/admin/approvals/{id}/withdraw": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "not_your_proposal" | "second_factor_required";
          readonly 404: "proposal_not_found";
          readonly 409: "proposal_closed" | "proposal_expired";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The audit trail of a person, newest first */
      readonly "GET /api/v1/admin/audit": {
        readonly query: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly user_id: string;
          readonly action?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["AuditEntry"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Batches of payouts in a state, newest first */
      readonly "GET /api/v1/admin/bulk-payouts": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly state?: "loading" | "proposed" | "running" | "done" | "cancelled";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["BatchListed"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Upload a file of payouts, to be paid out of a merchant's wallet */
      readonly "POST /api/v1/admin/bulk-payouts": {
        readonly body: {
          readonly payer_id: string;
          readonly csv: string;
          readonly reason: string;
        };
        readonly answers: {
          readonly 201: components["schemas"]["BatchShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "batch_not_found";
          readonly 409: "batch_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "file_has_nothing_to_pay" | "file_not_readable" | "file_too_large" | "own_affair" | "payer_not_merchant";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** A batch of payouts: how many of its rows stand how */
      readonly "GET /api/v1/admin/bulk-payouts/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["BatchShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "batch_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Stop a batch: rows that wait are never paid */
      readonly "POST /api/v1/admin/bulk-payouts/{id}/cancel": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["BatchShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "batch_not_found";
          readonly 409: "batch_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The rows of a batch, in the order of the file, and what became of each */
      readonly "GET /api/v1/admin/bulk-payouts/{id}/rows": {
        readonly path: {
          readonly id: string;
        };
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly format?: "json" | "csv";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["RowShown"][];
            readonly next_cursor: string | null;
          } | Uint8Array;
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "batch_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What differs from the provider's books: open ones, or all of a day */
      readonly "GET /api/v1/admin/discrepancies": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly provider?: "paystack";
          readonly day?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["DiscrepancyShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give a discrepancy to somebody who deals with it */
      readonly "POST /api/v1/admin/discrepancies/{provider}/{day}/{id}/assign": {
        readonly path: {
          readonly provider: "paystack";
          readonly day: string;
          readonly id: string;
        };
        readonly body: {
          readonly owner: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["DiscrepancyShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "discrepancy_not_found" | "owner_not_found";
          readonly 409: "discrepancy_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Say what a discrepancy was, and close it */
      readonly "POST /api/v1/admin/discrepancies/{provider}/{day}/{id}/resolve": {
        readonly path: {
          readonly provider: "paystack";
          readonly day: string;
          readonly id: string;
        };
        readonly body: {
          readonly resolution: "corrected_here" | "corrected_there" | "refunded" | "timing" | "accepted" | "written_off";
          readonly note: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["DiscrepancyShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "discrepancy_not_found";
          readonly 409: "discrepancy_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Disputes in a state, the next deadline first */
      readonly "GET /api/v1/admin/disputes": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly state?: "open" | "answering" | "won" | "lost";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["DisputeShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One dispute, by the provider's id */
      readonly "GET /api/v1/admin/disputes/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["DisputeShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "dispute_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Tell the provider what was delivered, and to whom */
      readonly "POST /api/v1/admin/disputes/{id}/evidence": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly customer_name: string;
          readonly customer_email: string;
          readonly customer_phone: string;
          readonly service_details: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["DisputeShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "dispute_not_found";
          readonly 409: "dispute_not_open";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "dispute_answer_refused" | "own_affair";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Accept a dispute, or decline it with evidence */
      readonly "POST /api/v1/admin/disputes/{id}/resolve": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly resolution: "accept" | "decline";
          readonly message: string;
          readonly refund_amount?: number;
          readonly file_name?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["DisputeShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "dispute_not_found";
          readonly 409: "dispute_not_open";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "dispute_answer_refused" | "own_affair";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Where a file of evidence is put */
      readonly "POST /api/v1/admin/disputes/{id}/upload-address": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly file_name: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["UploadShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "dispute_not_found";
          readonly 409: "dispute_not_open";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "dispute_answer_refused";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Whether the provider holds what we owe */
      readonly "GET /api/v1/admin/float": {
        readonly answers: {
          readonly 200: {
            readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
            readonly as_of: string;
            readonly customer_liabilities: number;
            readonly own: number;
            readonly in_flight: number;
            readonly in_doubt: number;
            readonly to_send: number;
            readonly expected: number;
            readonly provider_balance: number;
            readonly difference: number;
            readonly unexplained: number;
            readonly is_proved: boolean;
            readonly short: number;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give a payer back what is left of a hold */
      readonly "POST /api/v1/admin/holds/{id}/release": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Hold"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "hold_not_found";
          readonly 409: "hold_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What is in suspense, and what is owed to us, line by line */
      readonly "GET /api/v1/admin/ledger/lines": {
        readonly query: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly account: "suspense:topups" | "suspense:payouts" | "suspense:refunds" | "suspense:disputes" | "receivable:corrections" | "receivable:disputes";
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly {
              readonly transaction_id: string;
              readonly kind: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
              readonly amount: number | string;
              readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
              readonly booked_at: string;
            }[];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** All accounts with which the last audited day began */
      readonly "GET /api/v1/admin/ledger/trial-balance": {
        readonly answers: {
          readonly 200: {
            readonly day: string;
            readonly as_of: string;
            readonly currencies: readonly {
              readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
              readonly accounts: readonly {
                readonly account: string;
                readonly type: "asset" | "liability" | "revenue" | "expense";
                readonly normal: "debit" | "credit";
                readonly balance: number | string;
                readonly is_unusual: boolean;
              }[];
              readonly debits: number | string;
              readonly credits: number | string;
              readonly is_balanced: boolean;
            }[];
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "books_not_counted";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Payouts that are under way, or that a person must look at */
      readonly "GET /api/v1/admin/payouts": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly state?: "pending" | "processing" | "awaiting_confirmation" | "flagged";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["PayoutListed"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One payout, with its story */
      readonly "GET /api/v1/admin/payouts/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PayoutShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "payout_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give the provider the one-time code that a payout waits for */
      readonly "POST /api/v1/admin/payouts/{id}/code": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly otp?: string;
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PayoutShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "payout_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "payout_code_refused" | "payout_wants_no_code";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Propose an end of a payout that it does not come to by itself */
      readonly "POST /api/v1/admin/payouts/{id}/conclusions": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly outcome: "settle" | "release" | "reverse" | "dismiss";
          readonly reason: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "payout_not_found";
          readonly 409: "idempotency_key_reused" | "payout_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_affair" | "payout_accepted" | "payout_not_flagged" | "payout_not_paid" | "payout_still_paid";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Ask the provider about a payout now, and take its next step */
      readonly "POST /api/v1/admin/payouts/{id}/retry": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PayoutShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "payout_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The rules that staff have set */
      readonly "GET /api/v1/admin/policy": {
        readonly answers: {
          readonly 200: {
            readonly version: number;
            readonly changed_at: string | null;
            readonly overrides: {
              readonly assets: {
                readonly [key: string]: {
                  readonly [key: string]: (string | number | boolean) | {
                    readonly [key: string]: string | number | boolean;
                  } | readonly {
                    readonly [key: string]: string | number | boolean;
                  }[];
                };
              };
              readonly fees: {
                readonly [key: string]: {
                  readonly [key: string]: (string | number | boolean) | {
                    readonly [key: string]: string | number | boolean;
                  } | readonly {
                    readonly [key: string]: string | number | boolean;
                  }[];
                };
              };
              readonly limits: {
                readonly [key: string]: {
                  readonly [key: string]: (string | number | boolean) | {
                    readonly [key: string]: string | number | boolean;
                  } | readonly {
                    readonly [key: string]: string | number | boolean;
                  }[];
                };
              };
              readonly review: {
                readonly [key: string]: {
                  readonly [key: string]: (string | number | boolean) | {
                    readonly [key: string]: string | number | boolean;
                  } | readonly {
                    readonly [key: string]: string | number | boolean;
                  }[];
                };
              };
            };
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Propose a rule's new form */
      readonly "POST /api/v1/admin/policy/proposals": {
        readonly body: {
          readonly policy: "assets" | "fees" | "limits" | "review";
          readonly key: string;
          readonly value: ({
            readonly min?: string;
            readonly max?: string;
            readonly active?: boolean;
          } | {
            readonly flat?: string;
            readonly basis_points?: number;
            readonly tiers?: readonly {
              readonly up_to?: string;
              readonly flat?: string;
              readonly basis_points?: number;
            }[];
            readonly min?: string;
            readonly cap?: string;
            readonly bearer: "payer" | "payee";
          } | {
            readonly transfer_max?: string;
            readonly balance_max?: string;
            readonly minute: {
              readonly count?: number;
              readonly amount?: string;
            };
            readonly hour: {
              readonly count?: number;
              readonly amount?: string;
            };
            readonly day: {
              readonly count?: number;
              readonly amount?: string;
            };
            readonly month: {
              readonly count?: number;
              readonly amount?: string;
            };
          } | {
            readonly flag_amount?: string;
            readonly hold_amount?: string;
            readonly new_payee_amount?: string;
            readonly flag_day_count?: number;
            readonly near_percent?: number;
            readonly near_count?: number;
          }) | null;
          readonly reason: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_affair";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The days that were reconciled with a provider, newest first */
      readonly "GET /api/v1/admin/reconciliations": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly provider?: "paystack";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["RunShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Reconcile a day with the provider, again if need be */
      readonly "POST /api/v1/admin/reconciliations": {
        readonly body: {
          readonly provider?: "paystack";
          readonly day: string;
        };
        readonly answers: {
          readonly 202: components["schemas"]["RunShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "day_not_over";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** How the reconciliation of a day stands, and what it counted */
      readonly "GET /api/v1/admin/reconciliations/{provider}/{day}": {
        readonly path: {
          readonly provider: "paystack";
          readonly day: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RunShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "reconciliation_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The report of a reconciled day as JSON, CSV or a page */
      readonly "GET /api/v1/admin/reconciliations/{provider}/{day}/report": {
        readonly path: {
          readonly provider: "paystack";
          readonly day: string;
        };
        readonly query?: {
          readonly format?: "json" | "csv" | "html";
        };
        readonly answers: {
          readonly 200: components["schemas"]["Report"] | Uint8Array;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "reconciliation_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Refunds of top-ups in a state, newest first */
      readonly "GET /api/v1/admin/refunds": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly state?: "reserved" | "sending" | "ordered" | "needs_attention" | "processed" | "failed";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["RefundShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One refund of a top-up */
      readonly "GET /api/v1/admin/refunds/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RefundShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "refund_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Ask the provider about a refund now, and take its next step */
      readonly "POST /api/v1/admin/refunds/{id}/ask": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RefundShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "refund_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Propose an end of a refund that it does not come to by itself */
      readonly "POST /api/v1/admin/refunds/{id}/conclusions": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly outcome: "settle" | "release" | "redirect" | "dismiss";
          readonly beneficiary_id?: string;
          readonly reason: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "refund_not_found";
          readonly 409: "idempotency_key_reused" | "refund_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_affair" | "refund_accepted" | "refund_account_unknown" | "refund_needs_nothing" | "refund_not_flagged" | "refund_not_paid";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Transfers that compliance has to look at */
      readonly "GET /api/v1/admin/reviews": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly state?: "held" | "flagged";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly {
              readonly id: string;
              readonly state: "flagged" | "cleared" | "suspicious" | "held" | "posted" | "voided" | "expired";
              readonly reasons: readonly ("amount" | "velocity" | "new_recipient" | "structuring")[];
              readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
              readonly amount: number | string;
              readonly fee: number | string;
              readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
              readonly payer_id: string;
              readonly payee_id: string;
              readonly note: string | null;
              readonly created_at: string;
              readonly expires_at: string | null;
            }[];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** A transfer that compliance looks at, or has decided on */
      readonly "GET /api/v1/admin/reviews/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: {
            readonly id: string;
            readonly state: "flagged" | "cleared" | "suspicious" | "held" | "posted" | "voided" | "expired";
            readonly reasons: readonly ("amount" | "velocity" | "new_recipient" | "structuring")[];
            readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
            readonly amount: number | string;
            readonly fee: number | string;
            readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
            readonly payer_id: string;
            readonly payee_id: string;
            readonly note: string | null;
            readonly created_at: string;
            readonly expires_at: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "review_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Decide on a held or flagged transfer */
      readonly "POST /api/v1/admin/reviews/{id}/decide": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly decision: "post" | "void" | "clear" | "suspicious";
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: {
            readonly id: string;
            readonly state: "flagged" | "cleared" | "suspicious" | "held" | "posted" | "voided" | "expired";
            readonly reasons: readonly ("amount" | "velocity" | "new_recipient" | "structuring")[];
            readonly status: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
            readonly amount: number | string;
            readonly fee: number | string;
            readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
            readonly payer_id: string;
            readonly payee_id: string;
            readonly note: string | null;
            readonly created_at: string;
            readonly expires_at: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "review_not_found";
          readonly 409: "review_decided";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "recipient_blocked" | "recipient_closed" | "recipient_limit_exceeded";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Propose to send a top-up back to whoever paid it */
      readonly "POST /api/v1/admin/topups/{id}/refunds": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly amount: number;
          readonly reason: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "topup_not_found";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_affair" | "refund_exceeds_topup" | "refund_not_covered" | "topup_not_refundable";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Propose to give a transfer or captured hold back, whole or in part */
      readonly "POST /api/v1/admin/transactions/{id}/reversals": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly mode: "refund" | "reversal";
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly reason: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["ProposalShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "original_not_found";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "exceeds_original" | "not_reversible" | "original_currency_mismatch" | "own_affair";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Find people */
      readonly "GET /api/v1/admin/users": {
        readonly query?: {
          readonly id?: string;
          readonly phone?: string;
          readonly email?: string;
          readonly name?: string;
          readonly limit?: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccountList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** A person's account, masked */
      readonly "GET /api/v1/admin/users/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccountView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Platforms and features that are open to a person */
      readonly "GET /api/v1/admin/users/{id}/access": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccessView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Open and shut platforms and features for a person */
      readonly "PATCH /api/v1/admin/users/{id}/access": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly platforms?: {
            readonly web?: boolean;
            readonly mobile?: boolean;
            readonly ussd?: boolean;
            readonly api?: boolean;
          };
          readonly features?: {
            readonly topups?: boolean;
            readonly transfers?: boolean;
            readonly payouts?: boolean;
            readonly holds?: boolean;
            readonly api_keys?: boolean;
          };
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccessView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required" | "super_admin_needed";
          readonly 404: "user_not_found";
          readonly 409: "account_changed" | "account_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_account";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give somebody roles, in the place of those they have */
      readonly "POST /api/v1/admin/users/{id}/assign-role": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly roles: readonly ("rider" | "driver" | "agent" | "merchant" | "support" | "finance" | "compliance" | "admin" | "super_admin")[];
          readonly branch_id?: string | null;
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccountView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required" | "super_admin_needed";
          readonly 404: "user_not_found";
          readonly 409: "account_changed" | "account_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_account";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Shut somebody out, until a time or for good */
      readonly "POST /api/v1/admin/users/{id}/block": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
          readonly until?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccountView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required" | "super_admin_needed";
          readonly 404: "user_not_found";
          readonly 409: "account_changed" | "account_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "block_end_past" | "own_account";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** A person's whole profile, for a reason */
      readonly "POST /api/v1/admin/users/{id}/reveal": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RevealedView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** End all sessions of a person */
      readonly "POST /api/v1/admin/users/{id}/sign-out": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required" | "super_admin_needed";
          readonly 404: "user_not_found";
          readonly 409: "account_changed" | "account_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_account";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Somebody's transactions, newest first */
      readonly "GET /api/v1/admin/users/{id}/transactions": {
        readonly path: {
          readonly id: string;
        };
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly type?: "credit" | "debit";
          readonly kind?: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
          readonly status?: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
          readonly from?: string;
          readonly to?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["Transaction"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Let somebody in again */
      readonly "POST /api/v1/admin/users/{id}/unblock": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AccountView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required" | "super_admin_needed";
          readonly 404: "user_not_found";
          readonly 409: "account_changed" | "account_closed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "own_account";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Close a wallet for good */
      readonly "POST /api/v1/admin/users/{id}/wallets/{currency}/close": {
        readonly path: {
          readonly id: string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["WalletStanding"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found" | "wallet_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "wallet_not_empty";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Keep money from leaving a wallet */
      readonly "POST /api/v1/admin/users/{id}/wallets/{currency}/freeze": {
        readonly path: {
          readonly id: string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["WalletStanding"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found" | "wallet_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 423: "wallet_closed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Let money leave a frozen wallet again */
      readonly "POST /api/v1/admin/users/{id}/wallets/{currency}/unfreeze": {
        readonly path: {
          readonly id: string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["WalletStanding"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "user_not_found" | "wallet_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 423: "wallet_closed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** How often each event was delivered on a day */
      readonly "GET /api/v1/admin/webhook-counts": {
        readonly query?: {
          readonly day?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["WebhookCounts"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Events of the payment provider's, newest first */
      readonly "GET /api/v1/admin/webhooks": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly state?: "waiting" | "carried_out" | "unused";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["WebhookShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One event of the payment provider's */
      readonly "GET /api/v1/admin/webhooks/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["WebhookShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "webhook_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Carry an event out once more */
      readonly "POST /api/v1/admin/webhooks/{id}/replay": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly reason: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["WebhookShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "forbidden" | "second_factor_required";
          readonly 404: "webhook_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What happened to the caller's account, newest first */
      readonly "GET /api/v1/audit/me": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly action?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["OwnEntry"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** A challenge for the device's key to sign */
      readonly "POST /api/v1/auth/biometric/challenge": {
        readonly answers: {
          readonly 200: components["schemas"]["ChallengeView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in with the key of this device */
      readonly "POST /api/v1/auth/biometric/login": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly user_id: string;
          readonly challenge: string;
          readonly signature: string;
        };
        readonly answers: {
          readonly 200: (components["schemas"]["SignedInView"] | components["schemas"]["SecondFactorView"]) | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "challenge_expired" | "device_key_invalid" | "device_unnamed";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Verify an e-mail address, or change it */
      readonly "POST /api/v1/auth/change-email": {
        readonly body: {
          readonly email: string;
          readonly otp: string;
          readonly challenge_id?: string;
          readonly password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 409: "account_changed_meanwhile" | "email_taken";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Change the password */
      readonly "POST /api/v1/auth/change-password": {
        readonly body: {
          readonly current_password: string;
          readonly new_password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 409: "account_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "password_incorrect" | "password_weak";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Move the account to another number */
      readonly "POST /api/v1/auth/change-phone": {
        readonly body: {
          readonly phone: string;
          readonly otp: string;
          readonly challenge_id?: string;
          readonly password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 409: "account_changed_meanwhile" | "phone_taken";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "contact_unchanged" | "otp_expired" | "otp_incorrect" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** See whether a phone or e-mail address is free */
      readonly "POST /api/v1/auth/check-availability": {
        readonly body?: {
          readonly phone: string;
        } | {
          readonly email: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["AvailabilityView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** No longer sign in on this device by fingerprint or face */
      readonly "DELETE /api/v1/auth/device-key": {
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "device_not_found";
          readonly 422: "device_unnamed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in on this device by fingerprint or face */
      readonly "PUT /api/v1/auth/device-key": {
        readonly body: {
          readonly public_key: string;
          readonly password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 404: "device_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "device_key_malformed" | "device_unnamed" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Devices that the caller has signed in on */
      readonly "GET /api/v1/auth/devices": {
        readonly answers: {
          readonly 200: components["schemas"]["DeviceList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Forget a device and end its sessions */
      readonly "DELETE /api/v1/auth/devices/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 404: "device_not_found";
          readonly 409: "factors_changed_meanwhile";
          readonly 422: "last_factor";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give a device a name */
      readonly "PATCH /api/v1/auth/devices/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly name: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "device_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Send a one-time code to an e-mail address */
      readonly "POST /api/v1/auth/email/submit": {
        readonly body: {
          readonly email: string;
          readonly purpose?: "login" | "verify_email";
        };
        readonly answers: {
          readonly 200: components["schemas"]["OtpSent"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "otp_resend_too_soon" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in with a code that came by e-mail */
      readonly "POST /api/v1/auth/email/verify": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly email: string;
          readonly otp: string;
          readonly challenge_id?: string;
        };
        readonly answers: {
          readonly 200: (components["schemas"]["SignedInView"] | components["schemas"]["SecondFactorView"]) | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Send a code to reset the password with */
      readonly "POST /api/v1/auth/forgot-password": {
        readonly body: {
          readonly phone: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["OtpSent"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "otp_resend_too_soon" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in with phone and password */
      readonly "POST /api/v1/auth/login": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly phone: string;
          readonly password: string;
        };
        readonly answers: {
          readonly 200: (components["schemas"]["SignedInView"] | components["schemas"]["SecondFactorView"] | components["schemas"]["OtpAskedView"]) | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "credentials_incorrect";
          readonly 429: "otp_resend_too_soon" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's past sign-ins and attempts, each with its risk and what that is made of */
      readonly "GET /api/v1/auth/login-activity": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["LoginPage"];
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** End this session, or all of them */
      readonly "POST /api/v1/auth/logout": {
        readonly body?: {
          readonly everywhere?: boolean;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's own profile */
      readonly "GET /api/v1/auth/me": {
        readonly answers: {
          readonly 200: components["schemas"]["MeView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Which second factors the caller has set up */
      readonly "GET /api/v1/auth/mfa": {
        readonly answers: {
          readonly 200: components["schemas"]["FactorsView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Be asked for the second factor at every sign-in, or only when one looks unlike you */
      readonly "PUT /api/v1/auth/mfa/preference": {
        readonly body: {
          readonly always: boolean;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 409: "factors_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "factor_not_set_up";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** This device approves sign-ins no longer */
      readonly "DELETE /api/v1/auth/mfa/push": {
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "device_not_approver" | "step_up_required";
          readonly 404: "device_not_found";
          readonly 409: "factors_changed_meanwhile";
          readonly 422: "device_unnamed" | "factor_required_by_policy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Let this device approve sign-ins on others */
      readonly "PUT /api/v1/auth/mfa/push": {
        readonly body: {
          readonly password: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RecoveryCodesView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 404: "device_not_found";
          readonly 409: "factors_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "device_unnamed" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign-ins that wait for this device's approval */
      readonly "GET /api/v1/auth/mfa/push/requests": {
        readonly answers: {
          readonly 200: components["schemas"]["PushList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "device_not_approver";
          readonly 404: "device_not_found";
          readonly 422: "device_unnamed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Ask another device to approve this sign-in */
      readonly "POST /api/v1/auth/mfa/push/requests": {
        readonly body: {
          readonly mfa_token: string;
        };
        readonly answers: {
          readonly 201: components["schemas"]["PushRequested"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "mfa_token_invalid";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "second_factor_not_offered";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Approve a sign-in that shows these two digits */
      readonly "POST /api/v1/auth/mfa/push/requests/{id}/approve": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly number: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "device_not_approver";
          readonly 404: "device_not_found" | "push_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "device_unnamed" | "push_number_wrong";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Deny a sign-in: it ends */
      readonly "POST /api/v1/auth/mfa/push/requests/{id}/deny": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "device_not_approver";
          readonly 404: "device_not_found" | "push_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "device_unnamed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Ten new recovery codes in the place of the old ones */
      readonly "POST /api/v1/auth/mfa/recovery-codes": {
        readonly body: {
          readonly password: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RecoveryCodesView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 409: "factors_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "factor_not_set_up" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Answer three questions that may recover the account one day */
      readonly "PUT /api/v1/auth/mfa/security-questions": {
        readonly body: {
          readonly answers: readonly {
            readonly question: "first_school_friend" | "childhood_street" | "first_employer" | "favourite_teacher" | "first_journey" | "dream_job";
            readonly answer: string;
          }[];
          readonly password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 409: "factors_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give the second factor anew */
      readonly "POST /api/v1/auth/mfa/step-up": {
        readonly body: {
          readonly method: "totp" | "recovery_code" | "passkey";
          readonly code?: string;
          readonly credential?: {
            readonly id: string;
            readonly rawId: string;
            readonly type: "public-key";
            readonly authenticatorAttachment?: "platform" | "cross-platform";
            readonly clientExtensionResults?: {
              readonly credProps?: {
                readonly rk?: boolean;
              };
            };
            readonly response: {
              readonly clientDataJSON: string;
              readonly authenticatorData: string;
              readonly signature: string;
              readonly userHandle: string;
            };
          };
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "factor_not_set_up" | "mfa_code_incorrect" | "passkey_invalid" | "second_factor_used";
          readonly 423: "mfa_locked";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Set up an authenticator app */
      readonly "POST /api/v1/auth/mfa/totp": {
        readonly body: {
          readonly password: string;
        };
        readonly answers: {
          readonly 201: components["schemas"]["TotpStarted"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Take the authenticator app into use with a code of it */
      readonly "POST /api/v1/auth/mfa/totp/confirm": {
        readonly body: {
          readonly code: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RecoveryCodesView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 409: "factors_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "factor_not_set_up" | "mfa_code_incorrect" | "totp_not_started";
          readonly 423: "mfa_locked";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give the authenticator app up */
      readonly "POST /api/v1/auth/mfa/totp/remove": {
        readonly body: {
          readonly password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 409: "factors_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "factor_not_set_up" | "factor_required_by_policy" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give the second factor that a sign-in asks for */
      readonly "POST /api/v1/auth/mfa/verify": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly mfa_token: string;
          readonly method: "totp" | "recovery_code" | "passkey" | "push" | "security_questions" | "password" | "otp";
          readonly code?: string;
          readonly challenge_id?: string;
          readonly push_id?: string;
          readonly password?: string;
          readonly answers?: readonly {
            readonly question: "first_school_friend" | "childhood_street" | "first_employer" | "favourite_teacher" | "first_journey" | "dream_job";
            readonly answer: string;
          }[];
          readonly credential?: {
            readonly id: string;
            readonly rawId: string;
            readonly type: "public-key";
            readonly authenticatorAttachment?: "platform" | "cross-platform";
            readonly clientExtensionResults?: {
              readonly credProps?: {
                readonly rk?: boolean;
              };
            };
            readonly response: {
              readonly clientDataJSON: string;
              readonly authenticatorData: string;
              readonly signature: string;
              readonly userHandle: string;
            };
          };
        };
        readonly answers: {
          readonly 200: components["schemas"]["SignedInView"] | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "mfa_token_invalid" | "session_revoked";
          readonly 403: "account_blocked" | "platform_shut" | "push_denied";
          readonly 404: "push_not_found";
          readonly 409: "push_pending";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "factor_not_set_up" | "mfa_code_incorrect" | "otp_expired" | "otp_incorrect" | "passkey_invalid" | "password_incorrect" | "second_factor_not_offered" | "second_factor_used";
          readonly 423: "mfa_locked" | "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Confirm payments with a code for five minutes */
      readonly "POST /api/v1/auth/otp/confirm": {
        readonly body: {
          readonly otp: string;
          readonly challenge_id?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PinVerified"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect" | "pin_not_set";
          readonly 423: "pin_locked" | "pin_reset_needed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in with a one-time code */
      readonly "POST /api/v1/auth/otp/verify": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly phone: string;
          readonly otp: string;
          readonly challenge_id?: string;
          readonly role?: "rider" | "driver";
        };
        readonly answers: {
          readonly 200: (components["schemas"]["SignedInView"] | components["schemas"]["SecondFactorView"] | components["schemas"]["SetupView"]) | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's passkeys */
      readonly "GET /api/v1/auth/passkeys": {
        readonly answers: {
          readonly 200: components["schemas"]["PasskeyList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Keep a new passkey */
      readonly "POST /api/v1/auth/passkeys": {
        readonly body: {
          readonly name: string;
          readonly credential: {
            readonly id: string;
            readonly rawId: string;
            readonly type: "public-key";
            readonly authenticatorAttachment?: "platform" | "cross-platform";
            readonly clientExtensionResults?: {
              readonly credProps?: {
                readonly rk?: boolean;
              };
            };
            readonly response: {
              readonly clientDataJSON: string;
              readonly attestationObject: string;
              readonly transports?: readonly ("ble" | "cable" | "hybrid" | "internal" | "nfc" | "smart-card" | "usb")[];
              readonly authenticatorData?: string;
              readonly publicKey?: string;
              readonly publicKeyAlgorithm?: number;
            };
          };
        };
        readonly answers: {
          readonly 201: components["schemas"]["RecoveryCodesView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 409: "factors_changed_meanwhile" | "passkey_known";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "passkey_invalid" | "passkeys_too_many";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What a new passkey is made with */
      readonly "POST /api/v1/auth/passkeys/options": {
        readonly body: {
          readonly password: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PasskeyOptions"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "passkeys_too_many" | "password_incorrect";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Sign in with a passkey */
      readonly "POST /api/v1/auth/passkeys/sign-in": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly credential: {
            readonly id: string;
            readonly rawId: string;
            readonly type: "public-key";
            readonly authenticatorAttachment?: "platform" | "cross-platform";
            readonly clientExtensionResults?: {
              readonly credProps?: {
                readonly rk?: boolean;
              };
            };
            readonly response: {
              readonly clientDataJSON: string;
              readonly authenticatorData: string;
              readonly signature: string;
              readonly userHandle: string;
            };
          };
        };
        readonly answers: {
          readonly 200: (components["schemas"]["SignedInView"] | components["schemas"]["SecondFactorView"]) | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "challenge_expired" | "passkey_invalid";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What a passkey signs */
      readonly "POST /api/v1/auth/passkeys/sign-in/options": {
        readonly answers: {
          readonly 200: components["schemas"]["PasskeyRequest"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Forget a passkey */
      readonly "DELETE /api/v1/auth/passkeys/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "step_up_required";
          readonly 404: "passkey_not_found";
          readonly 409: "factors_changed_meanwhile";
          readonly 422: "factor_required_by_policy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Send a one-time code to a phone */
      readonly "POST /api/v1/auth/phone/submit": {
        readonly body: {
          readonly phone: string;
          readonly purpose?: "login" | "reset_password" | "transfer_confirm" | "change_pin" | "change_phone";
        };
        readonly answers: {
          readonly 200: components["schemas"]["OtpSent"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "otp_resend_too_soon" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Make an account for a proved phone */
      readonly "POST /api/v1/auth/register": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly first_name: string;
          readonly last_name: string;
          readonly password: string;
          readonly email?: string;
          readonly referral_code?: string;
        };
        readonly answers: {
          readonly 201: components["schemas"]["SignedInView"] | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly user: components["schemas"]["UserView"];
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 409: "email_taken" | "phone_taken" | "registered_before";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "password_weak" | "referral_code_unknown";
          readonly 423: "password_locked";
          readonly 429: "password_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Set another password with a code */
      readonly "POST /api/v1/auth/reset-password": {
        readonly body: {
          readonly phone: string;
          readonly otp: string;
          readonly challenge_id?: string;
          readonly new_password: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked";
          readonly 403: "account_blocked";
          readonly 409: "account_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect" | "password_weak";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** End all of the caller's sessions, this one included */
      readonly "DELETE /api/v1/auth/sessions": {
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Where the caller is signed in */
      readonly "GET /api/v1/auth/sessions": {
        readonly answers: {
          readonly 200: components["schemas"]["SessionList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** End one of the caller's sessions */
      readonly "DELETE /api/v1/auth/sessions/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "session_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Set or change the transaction PIN */
      readonly "POST /api/v1/auth/set-transaction-pin": {
        readonly body: {
          readonly pin: string;
          readonly current_pin?: string;
          readonly password?: string;
          readonly otp?: string;
          readonly challenge_id?: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 409: "pin_changed_meanwhile";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "otp_expired" | "otp_incorrect" | "password_incorrect" | "pin_change_unproven" | "pin_incorrect" | "pin_not_set" | "pin_weak";
          readonly 423: "password_locked" | "pin_locked" | "pin_reset_needed";
          readonly 429: "password_busy" | "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** New tokens for a refresh token */
      readonly "POST /api/v1/auth/token/refresh": {
        readonly query?: {
          readonly mode?: "cookie";
        };
        readonly body: {
          readonly refresh: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["TokensView"] | {
            readonly token_type: "Bearer";
            readonly expires_in: number;
            readonly csrf_token: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "refresh_invalid" | "refresh_reused";
          readonly 403: "account_blocked" | "platform_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Check the PIN once for five minutes of payments */
      readonly "POST /api/v1/auth/verify-pin": {
        readonly body: {
          readonly pin: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PinVerified"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "pin_incorrect" | "pin_not_set";
          readonly 423: "pin_locked" | "pin_reset_needed";
          readonly 429: "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's API keys, without their secrets */
      readonly "GET /api/v1/developers/keys": {
        readonly answers: {
          readonly 200: components["schemas"]["ApiKeyList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Make an API key for a program that acts for the caller */
      readonly "POST /api/v1/developers/keys": {
        readonly body: {
          readonly name: string;
          readonly scopes: readonly ("profile:read" | "wallet:read" | "holds:capture")[];
          readonly expires_in_days?: number;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } & (unknown | unknown);
        readonly answers: {
          readonly 201: components["schemas"]["ApiKeyCreated"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "feature_shut";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "api_keys_full" | "confirmation_invalid" | "pin_incorrect" | "pin_not_set" | "pin_required";
          readonly 423: "pin_locked";
          readonly 429: "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** End an API key at once */
      readonly "DELETE /api/v1/developers/keys/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "api_key_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Make a new secret for an API key */
      readonly "POST /api/v1/developers/keys/{id}/rotate": {
        readonly path: {
          readonly id: string;
        };
        readonly body: {
          readonly overlap_hours?: number;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } & (unknown | unknown);
        readonly answers: {
          readonly 200: components["schemas"]["ApiKeyCreated"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "feature_shut";
          readonly 404: "api_key_not_found";
          readonly 409: "api_key_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "confirmation_invalid" | "pin_incorrect" | "pin_not_set" | "pin_required";
          readonly 423: "pin_locked";
          readonly 429: "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Whether the API answers */
      readonly "GET /api/v1/health": {
        readonly answers: {
          readonly 200: {
            readonly status: "ok";
            readonly version: string;
            readonly commit: string;
            readonly stage: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's notices, newest first */
      readonly "GET /api/v1/notifications": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["Notice"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Mark all of the caller's notices as read */
      readonly "POST /api/v1/notifications/read-all": {
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** How many of the caller's notices are not read */
      readonly "GET /api/v1/notifications/unread-count": {
        readonly answers: {
          readonly 200: components["schemas"]["UnreadCount"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Mark a notice as read */
      readonly "POST /api/v1/notifications/{id}/read": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "notice_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** An access token for a program, for its id and secret */
      readonly "POST /api/v1/oauth/token": {
        readonly body: {
          readonly grant_type: "client_credentials";
          readonly client_id?: string;
          readonly client_secret?: string;
          readonly scope?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["TokenGranted"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "scope_unknown";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Whether the API could do its work */
      readonly "GET /api/v1/ready": {
        readonly answers: {
          readonly 200: {
            readonly status: "ready";
            readonly version: string;
            readonly commit: string;
            readonly stage: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 500: "internal_error";
          readonly 503: "not_ready" | "unavailable";
        };
      };
      /** What was published of all wallets' chains on one day */
      readonly "GET /api/v1/receipts/heads/{day}": {
        readonly path: {
          readonly day: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Heads"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 404: "heads_not_published";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One wallet's published head, and the path from it to the day's root */
      readonly "GET /api/v1/receipts/heads/{day}/{wallet}": {
        readonly path: {
          readonly day: string;
          readonly wallet: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Head"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 404: "heads_not_published";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Whether a receipt is ours and stands in the ledger */
      readonly "POST /api/v1/receipts/verify": {
        readonly body: {
          readonly receipt: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Verdict"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's whole profile, with its version */
      readonly "GET /api/v1/users/me": {
        readonly answers: {
          readonly 200: components["schemas"]["ProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Change fields of the caller's profile */
      readonly "PATCH /api/v1/users/me": {
        readonly body?: {
          readonly first_name?: string;
          readonly last_name?: string;
          readonly avatar_url?: string | null;
          readonly date_of_birth?: string | null;
          readonly gender?: ("male" | "female" | "other") | null;
          readonly country?: string | null;
          readonly address?: string | null;
          readonly version?: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "user_not_found";
          readonly 409: "profile_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Replace the caller's profile */
      readonly "PUT /api/v1/users/me": {
        readonly body: {
          readonly first_name: string;
          readonly last_name: string;
          readonly avatar_url?: string | null;
          readonly date_of_birth?: string | null;
          readonly gender?: ("male" | "female" | "other") | null;
          readonly country?: string | null;
          readonly address?: string | null;
          readonly version: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "user_not_found";
          readonly 409: "profile_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Close the caller's account for ever */
      readonly "POST /api/v1/users/me/close": {
        readonly body: {
          readonly reason?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } & (unknown | unknown);
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 404: "user_not_found";
          readonly 409: "account_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "confirmation_invalid" | "pin_incorrect" | "pin_not_set" | "pin_required" | "wallet_not_empty";
          readonly 423: "pin_locked";
          readonly 429: "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's profile as a driver */
      readonly "GET /api/v1/users/me/driver-profile": {
        readonly answers: {
          readonly 200: components["schemas"]["DriverProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "profile_of_other_role";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Replace the caller's profile as a driver */
      readonly "PUT /api/v1/users/me/driver-profile": {
        readonly body?: {
          readonly vehicle_number?: string | null;
          readonly plate_number?: string | null;
          readonly status?: "available" | "unavailable";
          readonly payout_account_id?: string | null;
          readonly version?: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["DriverProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "payout_account_unknown" | "profile_of_other_role";
          readonly 409: "profile_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Which messages the caller wants, and by which ways */
      readonly "GET /api/v1/users/me/notification-settings": {
        readonly answers: {
          readonly 200: components["schemas"]["NotificationSettingsView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Say which messages the caller wants */
      readonly "PUT /api/v1/users/me/notification-settings": {
        readonly body?: {
          readonly push_enabled?: boolean;
          readonly transaction_alerts?: boolean;
          readonly security_alerts?: boolean;
          readonly promotions?: boolean;
          readonly email_notifications?: boolean;
          readonly sms_notifications?: boolean;
          readonly version?: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["NotificationSettingsView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 409: "profile_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's own bank accounts */
      readonly "GET /api/v1/users/me/payout-accounts": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["PayoutAccountShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Save a bank account of the caller's own */
      readonly "POST /api/v1/users/me/payout-accounts": {
        readonly body: {
          readonly account_number: string;
          readonly bank_code: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PayoutAccountShown"];
          readonly 201: components["schemas"]["PayoutAccountShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "user_not_found";
          readonly 409: "beneficiary_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "account_not_resolved" | "bank_unknown" | "payout_account_not_own";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Choose where payouts go when the order names no account */
      readonly "PUT /api/v1/users/me/payout-accounts/{id}/default": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["PayoutAccountShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "beneficiary_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Whom the caller referred */
      readonly "GET /api/v1/users/me/referrals": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["ReferralView"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's profile as a rider */
      readonly "GET /api/v1/users/me/rider-profile": {
        readonly answers: {
          readonly 200: components["schemas"]["RiderProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "profile_of_other_role";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Replace the caller's profile as a rider */
      readonly "PUT /api/v1/users/me/rider-profile": {
        readonly body?: {
          readonly preferences?: {
            readonly [key: string]: string;
          };
          readonly saved_addresses?: readonly {
            readonly label: string;
            readonly address: string;
          }[];
          readonly version?: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["RiderProfileView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "profile_of_other_role";
          readonly 409: "profile_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's settings */
      readonly "GET /api/v1/users/me/settings": {
        readonly answers: {
          readonly 200: components["schemas"]["SettingsView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Change the caller's settings */
      readonly "PUT /api/v1/users/me/settings": {
        readonly body?: {
          readonly language?: string;
          readonly theme?: "light" | "dark" | "system";
          readonly daily_limit?: number | null;
          readonly pin_free_below?: number;
          readonly pin?: string;
          readonly version?: number;
        };
        readonly answers: {
          readonly 200: components["schemas"]["SettingsView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked";
          readonly 409: "profile_changed";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "pin_incorrect" | "pin_not_set" | "pin_required" | "settings_not_allowed";
          readonly 423: "pin_locked";
          readonly 429: "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** A person's profile for themselves, their account for staff */
      readonly "GET /api/v1/users/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProfileView"] | components["schemas"]["AccountView"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "user_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The assets that a wallet can hold */
      readonly "GET /api/v1/wallet/assets": {
        readonly answers: {
          readonly 200: {
            readonly items: readonly {
              readonly symbol: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
              readonly name: string;
              readonly sign: string;
              readonly asset_type: "fiat" | "crypto";
              readonly decimals: number;
              readonly min_amount: number | string;
              readonly max_amount: number | string;
              readonly is_active: boolean;
              readonly network: string | null;
            }[];
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's balance */
      readonly "GET /api/v1/wallet/balance": {
        readonly query?: {
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly at?: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Balance"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 404: "wallet_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** All of the caller's wallets as they stand */
      readonly "GET /api/v1/wallet/balances": {
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["Balance"][];
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The banks that can be paid */
      readonly "GET /api/v1/wallet/banks": {
        readonly answers: {
          readonly 200: components["schemas"]["BankList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's beneficiaries */
      readonly "GET /api/v1/wallet/beneficiaries": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["BeneficiaryShown"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Forget a beneficiary */
      readonly "DELETE /api/v1/wallet/beneficiaries/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "beneficiary_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's saved cards, the default one first */
      readonly "GET /api/v1/wallet/cards": {
        readonly answers: {
          readonly 200: components["schemas"]["CardList"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Remove a saved card */
      readonly "DELETE /api/v1/wallet/cards/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 204: undefined;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "card_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Make a saved card the one that is charged where none is named */
      readonly "PUT /api/v1/wallet/cards/{id}/default": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["CardShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "card_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Holds the caller made, or that were made for the caller; newest first */
      readonly "GET /api/v1/wallet/holds": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly role?: "payer" | "payee";
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["Hold"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Promise money to somebody, for a while */
      readonly "POST /api/v1/wallet/holds": {
        readonly body: {
          readonly payee: string;
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly expires_in?: number;
          readonly reason?: string;
          readonly reference?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } & (unknown | unknown);
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["Hold"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "feature_shut";
          readonly 404: "recipient_not_found" | "wallet_not_found";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "amount_out_of_range" | "asset_inactive" | "confirmation_invalid" | "hold_needs_review" | "insufficient_funds" | "limit_exceeded" | "pin_incorrect" | "pin_not_set" | "pin_required" | "recipient_blocked" | "recipient_closed" | "recipient_currency_mismatch" | "recipient_limit_exceeded" | "self_transfer";
          readonly 423: "pin_locked" | "pin_reset_needed" | "wallet_blocked" | "wallet_closed" | "wallet_frozen";
          readonly 429: "pin_busy" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One hold, for its payer or payee */
      readonly "GET /api/v1/wallet/holds/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Hold"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 404: "hold_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Take what was promised to the caller, whole or in parts */
      readonly "POST /api/v1/wallet/holds/{id}/capture": {
        readonly path: {
          readonly id: string;
        };
        readonly body?: {
          readonly amount?: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly final?: boolean;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["TransferReceipt"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 404: "hold_not_found";
          readonly 409: "hold_ended" | "hold_expired" | "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "balance_max_exceeded" | "capture_exceeds_hold" | "fee_exceeds_amount" | "hold_currency_mismatch";
          readonly 423: "hold_not_capturable" | "wallet_blocked" | "wallet_closed";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Give back what is left of a hold */
      readonly "POST /api/v1/wallet/holds/{id}/release": {
        readonly path: {
          readonly id: string;
        };
        readonly body?: Record<string, never>;
        readonly answers: {
          readonly 200: components["schemas"]["Hold"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 404: "hold_not_found";
          readonly 409: "hold_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "hold_not_releasable";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What the caller may still send */
      readonly "GET /api/v1/wallet/limits": {
        readonly query?: {
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly answers: {
          readonly 200: {
            readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
            readonly profile: "none" | "basic" | "enhanced" | "full" | "agent" | "merchant";
            readonly transfer_max: (number | string) | null;
            readonly balance_max: (number | string) | null;
            readonly own_daily: {
              readonly limit: number | string;
              readonly used: number | string;
              readonly left: number | string;
            } | null;
            readonly windows: readonly {
              readonly window: "minute" | "hour" | "day" | "month";
              readonly count: {
                readonly limit: number | string;
                readonly used: number | string;
                readonly left: number | string;
              } | null;
              readonly amount: {
                readonly limit: number | string;
                readonly used: number | string;
                readonly left: number | string;
              } | null;
              readonly resets_at: string;
            }[];
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "wallet_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What an order would cost */
      readonly "POST /api/v1/wallet/quotes": {
        readonly body: {
          readonly kind: "transfer" | "payout";
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly answers: {
          readonly 201: {
            readonly quote: string;
            readonly kind: "transfer" | "payout";
            readonly amount: number | string;
            readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
            readonly fee: number | string;
            readonly fee_bearer: "payer" | "payee";
            readonly total: number | string;
            readonly received: number | string;
            readonly expires_at: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "amount_out_of_range" | "asset_inactive" | "fee_exceeds_amount";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Who would be paid at an address */
      readonly "GET /api/v1/wallet/recipients": {
        readonly query?: {
          readonly phone?: string;
          readonly account_number?: string;
          readonly user_id?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly user_id: string;
            readonly name: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "recipient_not_found";
          readonly 422: "recipient_blocked" | "recipient_closed" | "recipient_currency_mismatch";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Ask a bank whose account this is */
      readonly "POST /api/v1/wallet/resolve-account": {
        readonly body: {
          readonly account_number: string;
          readonly bank_code: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ResolvedAccount"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "account_not_resolved" | "bank_unknown";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's statement between two times, as JSON, CSV or PDF */
      readonly "GET /api/v1/wallet/statement": {
        readonly query: {
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly from: string;
          readonly to?: string;
          readonly format?: "json" | "csv" | "pdf";
        };
        readonly answers: {
          readonly 200: components["schemas"]["StatementShown"] | Uint8Array;
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "wallet_not_found";
          readonly 422: "statement_too_long";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Pay into the wallet with a saved card */
      readonly "POST /api/v1/wallet/topup/card": {
        readonly body: {
          readonly amount: number;
          readonly currency?: "NGN";
          readonly card_id?: string;
          readonly reference?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } & (unknown | unknown);
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["CardTopupShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "feature_shut";
          readonly 404: "card_not_found" | "wallet_not_found";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "balance_max_exceeded" | "card_expired" | "card_new" | "card_outdated" | "confirmation_invalid" | "pin_incorrect" | "pin_not_set" | "pin_required" | "topup_amount_out_of_range";
          readonly 423: "pin_locked" | "pin_reset_needed" | "wallet_blocked" | "wallet_closed";
          readonly 429: "pin_busy" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Open a checkout page to pay into the wallet */
      readonly "POST /api/v1/wallet/topup/initiate": {
        readonly body: {
          readonly amount: number;
          readonly currency?: "NGN";
          readonly payment_method: "card" | "bank" | "ussd" | "bank_transfer";
          readonly callback_url?: string;
          readonly save_card?: boolean;
          readonly reference?: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["TopupStarted"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "feature_shut";
          readonly 409: "idempotency_key_reused" | "topup_ended";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "balance_max_exceeded" | "callback_not_allowed" | "payment_refused" | "topup_amount_out_of_range";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Ask the payment provider how a top-up stands */
      readonly "POST /api/v1/wallet/topup/verify": {
        readonly body: {
          readonly transaction_id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Transaction"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "transaction_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Hear from the payment provider */
      readonly "POST /api/v1/wallet/topup/webhook": {
        /** The sender's own shape: the bytes are taken as they come. */
        readonly body: Record<string, never>;
        readonly answers: {
          readonly 200: components["schemas"]["EventReceived"];
        };
        readonly problems: {
          readonly 401: "webhook_unsigned";
          readonly 413: "body_too_large";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's transactions, newest first */
      readonly "GET /api/v1/wallet/transactions": {
        readonly query?: {
          readonly limit?: number;
          readonly cursor?: string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly type?: "credit" | "debit";
          readonly kind?: "topup" | "transfer" | "payout" | "refund" | "fee" | "adjustment" | "hold" | "exchange";
          readonly status?: "pending" | "held" | "processing" | "awaiting_confirmation" | "completed" | "failed" | "reversed" | "cancelled";
          readonly from?: string;
          readonly to?: string;
        };
        readonly answers: {
          readonly 200: {
            readonly items: readonly components["schemas"]["Transaction"][];
            readonly next_cursor: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_cursor" | "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** One of the caller's transactions */
      readonly "GET /api/v1/wallet/transactions/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Transaction"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 403: "forbidden";
          readonly 404: "transaction_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The receipt of one of the caller's transactions */
      readonly "GET /api/v1/wallet/transactions/{id}/receipt": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["Receipt"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "transaction_not_found";
          readonly 422: "receipt_not_ready";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Send money to another wallet */
      readonly "POST /api/v1/wallet/transfer": {
        readonly body: {
          readonly to_user: string;
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly reference?: string;
          readonly note?: string;
          readonly quote?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } | {
          readonly to_phone: string;
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly reference?: string;
          readonly note?: string;
          readonly quote?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } | {
          readonly to_account_number: string;
          readonly amount: number | string;
          readonly currency?: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly reference?: string;
          readonly note?: string;
          readonly quote?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        };
        readonly keyed: true;
        readonly answers: {
          readonly 201: components["schemas"]["TransferReceipt"];
          readonly 202: components["schemas"]["TransferReceipt"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "feature_shut";
          readonly 404: "recipient_not_found" | "wallet_not_found";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "amount_out_of_range" | "asset_inactive" | "confirmation_invalid" | "fee_exceeds_amount" | "insufficient_funds" | "limit_exceeded" | "pin_incorrect" | "pin_not_set" | "pin_required" | "quote_expired" | "quote_invalid" | "recipient_blocked" | "recipient_closed" | "recipient_currency_mismatch" | "recipient_limit_exceeded" | "self_transfer";
          readonly 423: "pin_locked" | "pin_reset_needed" | "wallet_blocked" | "wallet_closed" | "wallet_frozen";
          readonly 429: "pin_busy" | "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Save a bank account or a person to pay */
      readonly "POST /api/v1/wallet/transfer/beneficiary": {
        readonly body?: {
          readonly name?: string;
          readonly account_number: string;
          readonly bank_code: string;
        } | {
          readonly name?: string;
          readonly user_id: string;
        } | {
          readonly name?: string;
          readonly phone: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["BeneficiaryShown"];
          readonly 201: components["schemas"]["BeneficiaryShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "user_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "account_not_resolved" | "bank_unknown" | "beneficiary_is_self" | "beneficiary_unknown";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** The caller's own account number */
      readonly "GET /api/v1/wallet/virtual-account": {
        readonly answers: {
          readonly 200: {
            readonly account_number: string;
            readonly account_name: string;
            readonly bank_name: string;
            readonly currency: "NGN";
            readonly created_at: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "virtual_account_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Open an account number of the caller's own */
      readonly "POST /api/v1/wallet/virtual-account": {
        readonly answers: {
          readonly 200: {
            readonly account_number: string;
            readonly account_name: string;
            readonly bank_name: string;
            readonly currency: "NGN";
            readonly created_at: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "wallet_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "virtual_account_refused";
          readonly 423: "wallet_closed";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** How far the caller's identification with the payment provider is */
      readonly "GET /api/v1/wallet/virtual-account/identification": {
        readonly answers: {
          readonly 200: {
            readonly status: "none" | "pending" | "verified" | "failed";
            readonly failure: ("details_differ" | "not_taken" | "no_answer") | null;
            readonly asked_at: string | null;
            readonly decided_at: string | null;
            readonly expected_by: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Let the payment provider compare who the caller is with a bank's records */
      readonly "POST /api/v1/wallet/virtual-account/identification": {
        readonly body: {
          readonly bvn: string;
          readonly account_number: string;
          readonly bank_code: string;
        };
        readonly answers: {
          readonly 202: {
            readonly status: "none" | "pending" | "verified" | "failed";
            readonly failure: ("details_differ" | "not_taken" | "no_answer") | null;
            readonly asked_at: string | null;
            readonly decided_at: string | null;
            readonly expected_by: string | null;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "identification_not_taken";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Look for money that was sent to the caller's account number and has not shown */
      readonly "POST /api/v1/wallet/virtual-account/requery": {
        readonly answers: {
          readonly 200: {
            readonly found: number;
            readonly bank_asked: boolean;
            readonly next_at: string;
          };
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "virtual_account_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 429: "rate_limited";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Open the caller's wallet in another asset */
      readonly "POST /api/v1/wallet/wallets": {
        readonly body: {
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
        readonly answers: {
          readonly 200: components["schemas"]["Balance"];
          readonly 201: components["schemas"]["Balance"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "wallet_not_found";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "asset_inactive";
          readonly 423: "wallet_blocked" | "wallet_closed" | "wallet_frozen";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Pay out to a bank account */
      readonly "POST /api/v1/wallet/withdraw": {
        readonly body: {
          readonly beneficiary_id?: string;
          readonly amount: number;
          readonly currency?: "NGN";
          readonly reference?: string;
          readonly quote?: string;
          /** The transaction PIN. */
          readonly pin?: string;
          /** A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN. */
          readonly confirmation?: string;
        } & (unknown | unknown);
        readonly keyed: true;
        readonly answers: {
          readonly 202: components["schemas"]["PayoutOrdered"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "session_revoked" | "unauthenticated";
          readonly 403: "account_blocked" | "feature_shut";
          readonly 404: "beneficiary_not_found" | "wallet_not_found";
          readonly 409: "idempotency_key_reused";
          readonly 413: "body_too_large";
          readonly 415: "unsupported_media_type";
          readonly 422: "asset_inactive" | "beneficiary_not_payable" | "beneficiary_outdated" | "confirmation_invalid" | "insufficient_funds" | "limit_exceeded" | "payout_account_not_chosen" | "payout_amount_out_of_range" | "pin_incorrect" | "pin_not_set" | "pin_required" | "quote_expired" | "quote_invalid";
          readonly 423: "pin_locked" | "pin_reset_needed" | "wallet_blocked" | "wallet_closed" | "wallet_frozen";
          readonly 429: "pin_busy";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** Tell the payment provider whether a transfer is one of ours */
      readonly "POST /api/v1/wallet/withdraw/approval": {
        /** The sender's own shape: the bytes are taken as they come. */
        readonly body: Record<string, never>;
        readonly answers: {
          readonly 200: components["schemas"]["TransferApproved"];
        };
        readonly problems: {
          readonly 400: "transfer_not_ordered";
          readonly 413: "body_too_large";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
      /** What is happening to a payout, and by when it is known */
      readonly "GET /api/v1/wallet/withdraw/{id}": {
        readonly path: {
          readonly id: string;
        };
        readonly answers: {
          readonly 200: components["schemas"]["ProgressShown"];
        };
        readonly problems: {
          readonly 400: "invalid_request";
          readonly 401: "unauthenticated";
          readonly 404: "transaction_not_found";
          readonly 500: "internal_error";
          readonly 503: "unavailable";
        };
      };
    };
    readonly Problems: {
      /** This account is blocked. What to do: Contact support. */
      readonly account_blocked: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** This account was changed by somebody else at the same time. What to do: Read it again and decide anew. */
      readonly account_changed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** The account was changed by another request at the same time. What to do: Read it, and try again if it is not as you want it. */
      readonly account_changed_meanwhile: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This account has been closed. What to do: Nothing is left to change. */
      readonly account_closed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This bank does not know this account number. What to do: Check the number and the bank. */
      readonly account_not_resolved: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The wallet holds less than that. */
      readonly adjustment_overdraws: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This amount is outside what one order may be. What to do: Choose an amount between details.min and details.max. */
      readonly amount_out_of_range: {
        readonly status: 422;
        readonly details: {
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly min: number | string;
          readonly max: number | string;
        };
      };
      /** This API key was changed by another request at the same time. What to do: List your keys and decide again. */
      readonly api_key_changed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** There is no such API key. What to do: List your keys. */
      readonly api_key_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** You have as many API keys as one person may have. What to do: Revoke one that is no longer used. */
      readonly api_keys_full: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This asset cannot be used at the moment. What to do: Take one that the list of assets calls active. */
      readonly asset_inactive: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Your wallet would hold more than it may. What to do: Spend or pay out first, or raise your limits by identifying yourself. */
      readonly balance_max_exceeded: {
        readonly status: 422;
        readonly details: {
          readonly limit: number | string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
      };
      /** There is no such bank, or it cannot be paid at present. What to do: Take a code from GET /wallet/banks. */
      readonly bank_unknown: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This batch has ended. What to do: Read it again to see how. */
      readonly batch_ended: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** There is no such batch. What to do: Take an id from GET /admin/bulk-payouts. */
      readonly batch_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This batch does not wait to be approved. What to do: Read it again to see how it stands. */
      readonly batch_not_proposed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This account was removed by another request at the same time. What to do: Add it again. */
      readonly beneficiary_changed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** You cannot be your own beneficiary. */
      readonly beneficiary_is_self: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** You have no such beneficiary. What to do: Take an id from GET /wallet/beneficiaries. */
      readonly beneficiary_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This beneficiary is no verified bank account. What to do: Add the bank account as a beneficiary; send to a person with POST /wallet/transfer. */
      readonly beneficiary_not_payable: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This bank account has to be saved again before it can be paid. What to do: Add the same account again with POST /wallet/transfer/beneficiary; it keeps its id. */
      readonly beneficiary_outdated: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Nobody with this phone or id has a wallet. What to do: Check the phone number. */
      readonly beneficiary_unknown: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** A block ends in the future. What to do: Give a later time, or none for a block without an end. */
      readonly block_end_past: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The body is larger than 64 KB. What to do: Send a smaller body. */
      readonly body_too_large: {
        readonly status: 413;
        readonly details: undefined;
      };
      /** No night's audit of the last week has come to its end. What to do: Look why the audit does not finish. */
      readonly books_not_counted: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** We do not send people to this callback address. What to do: Use an https address of an origin that is registered for this stage, or leave it out. */
      readonly callback_not_allowed: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is more than is left of the hold. What to do: Capture at most what is left. */
      readonly capture_exceeds_hold: {
        readonly status: 422;
        readonly details: {
          readonly left: number | string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
      };
      /** This card has expired. What to do: Remove it, and pay with the new one on a checkout page. */
      readonly card_expired: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This card was saved lately: for some days it is charged only a small amount in all. What to do: Charge less, or pay with it on a checkout page. */
      readonly card_new: {
        readonly status: 422;
        readonly details: {
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly max: number;
          readonly left: number;
          readonly until: string;
        };
      };
      /** You have no such saved card. What to do: Take an id from GET /wallet/cards; one is saved by a top-up with `save_card`. */
      readonly card_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This card has to be saved again before it can be charged. What to do: Pay with it once more on a checkout page, with `save_card`. */
      readonly card_outdated: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This challenge is not valid any more. What to do: Ask for a new one; each works once, for five minutes. */
      readonly challenge_expired: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This confirmation has expired or was made in another session. What to do: Verify the PIN again. */
      readonly confirmation_invalid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is what the account has already. What to do: Give another one. */
      readonly contact_unchanged: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The phone number or the password is not right, or signing in by password is locked for now. What to do: Try again, or sign in with a code. */
      readonly credentials_incorrect: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Only a day that is over can be reconciled. What to do: Name an earlier day. */
      readonly day_not_over: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This device key does not sign in. What to do: Sign in another way, and register the device's key anew. */
      readonly device_key_invalid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is no public key of the curve P-256. What to do: Send the key's SubjectPublicKeyInfo, DER, base64url. */
      readonly device_key_malformed: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This device does not approve sign-ins. What to do: Let it do so first. */
      readonly device_not_approver: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** There is no such device. What to do: List your devices. */
      readonly device_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This works on a named device only. What to do: Send X-Device-Id as it was at sign-in. */
      readonly device_unnamed: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This discrepancy has been resolved already, or is gone. What to do: Read it again to see what became of it. */
      readonly discrepancy_closed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** There is no such discrepancy. What to do: Take provider, day and id from GET /admin/discrepancies. */
      readonly discrepancy_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** The provider does not take this answer. What to do: A dispute is declined with evidence or a file; what is given back is at most what was paid. */
      readonly dispute_answer_refused: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** There is no such dispute. What to do: Take an id from GET /admin/disputes. */
      readonly dispute_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This dispute has been answered. What to do: Read it again to see what became of it. */
      readonly dispute_not_open: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This e-mail address belongs to another account. What to do: Use another address, or leave it out. */
      readonly email_taken: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** All refunds of a transaction together cannot be more than its amount. What to do: Refund at most what is left. */
      readonly exceeds_original: {
        readonly status: 422;
        readonly details: {
          readonly left: number | string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
      };
      /** You have not set this up. What to do: Set it up first, or use another way. */
      readonly factor_not_set_up: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Your role asks for a second factor; this is the last one. What to do: Set up another one first. */
      readonly factor_required_by_policy: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Your ways to sign in were changed by another request at the same time. What to do: Look at them, and send the change again. */
      readonly factors_changed_meanwhile: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This is not open to this account. What to do: Contact support. */
      readonly feature_shut: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** The fee is as much as the amount. What to do: Send more than the fee. */
      readonly fee_exceeds_amount: {
        readonly status: 422;
        readonly details: {
          readonly fee: number | string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
      };
      /** Not one row of this file can be paid. What to do: Mend the rows that `details.problems` names. */
      readonly file_has_nothing_to_pay: {
        readonly status: 422;
        readonly details: {
          readonly problems: readonly {
            readonly line: number;
            readonly field: string;
            readonly why: string;
          }[];
        };
      };
      /** This file cannot be read. What to do: Send CSV in UTF-8 whose first line names the columns. */
      readonly file_not_readable: {
        readonly status: 422;
        readonly details: {
          readonly line: number;
          readonly why: string;
        };
      };
      /** This file has too many rows, or too much money. What to do: Split it; keep the references. */
      readonly file_too_large: {
        readonly status: 422;
        readonly details: {
          readonly rows_max: number;
          readonly amount_max: number;
        };
      };
      /** You may not do this. What to do: Ask somebody with the permission. */
      readonly forbidden: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** Nothing was published for this day or wallet. What to do: Heads are published once a day, of the wallets that moved since the time before. */
      readonly heads_not_published: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This hold is in another currency. What to do: Name the currency of the hold. */
      readonly hold_currency_mismatch: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This hold has been captured or released already. What to do: Read it again to see what became of it. */
      readonly hold_ended: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This hold has expired: the money is the payer's again. What to do: Ask the payer for another one. */
      readonly hold_expired: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** Compliance decides on such an order before money moves, and so it cannot be promised. What to do: Send it as a transfer: it is held until there is a decision. */
      readonly hold_needs_review: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The payer's wallet may not be debited at the moment. What to do: Try again later; contact support if it stays so. */
      readonly hold_not_capturable: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** There is no such hold for you. What to do: Take an id from GET /wallet/holds. */
      readonly hold_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** A payer may take back only holds that are older than a day. What to do: Ask the payee to release it, or wait. */
      readonly hold_not_releasable: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This Idempotency-Key was used with another body. What to do: Use a new key for a new request. */
      readonly idempotency_key_reused: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** The payment provider does not take these details. What to do: Check your name and phone number in your profile, then try again. */
      readonly identification_not_taken: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Your balance is too low. What to do: Top up what is missing, or send less. */
      readonly insufficient_funds: {
        readonly status: 422;
        readonly details: {
          readonly missing: number | string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
      };
      /** Something went wrong on our side. What to do: Tell us the request id. */
      readonly internal_error: {
        readonly status: 500;
        readonly details: undefined;
      };
      /** This cursor was not made by this list. What to do: Start the list again without a cursor. */
      readonly invalid_cursor: {
        readonly status: 400;
        readonly details: undefined;
      };
      /** The request is malformed. What to do: Mend the fields listed in `errors` and send it again. */
      readonly invalid_request: {
        readonly status: 400;
        readonly details: undefined;
      };
      /** Your role asks for a second factor, and this device is the last one. What to do: Set up another one first. */
      readonly last_factor: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is above your limit. What to do: Send less, or wait until the limit starts anew; details name the cap. */
      readonly limit_exceeded: {
        readonly status: 422;
        readonly details: {
          readonly cap: "transfer" | "minute" | "hour" | "day" | "month" | "own_daily";
          readonly measure: "amount" | "count";
          readonly limit: number | string;
          readonly left: number | string;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly resets_at: string | null;
        };
      };
      /** This path does not answer to this method. What to do: Use one of the methods in the Allow header. */
      readonly method_not_allowed: {
        readonly status: 405;
        readonly details: undefined;
      };
      /** This answer is not right. What to do: Try again; after five wrong ones your second factors are locked for a while. */
      readonly mfa_code_incorrect: {
        readonly status: 422;
        readonly details: {
          readonly attempts_left: number;
        };
      };
      /** Second factors are locked after too many wrong answers. What to do: Wait for the seconds in Retry-After. */
      readonly mfa_locked: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** This sign-in no longer waits for a second factor. What to do: Sign in anew. */
      readonly mfa_token_invalid: {
        readonly status: 401;
        readonly details: undefined;
      };
      /** A part that we need does not answer. What to do: Send no requests here until it does; `details.part` is for whoever runs the stage. */
      readonly not_ready: {
        readonly status: 503;
        readonly details: {
          readonly part: "table" | "secrets";
        };
      };
      /** Only a completed transaction between two wallets can be refunded or reversed. What to do: Use an adjustment; money outside is refunded through its provider. */
      readonly not_reversible: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Only who proposed it may withdraw it. What to do: Reject it instead. */
      readonly not_your_proposal: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** You have no such notice. What to do: Take the id from the list of your notices; they are kept for 90 days. */
      readonly notice_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** The transaction is in another currency. */
      readonly original_currency_mismatch: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** There is no such transaction. */
      readonly original_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This code is no longer valid. What to do: Ask for a new code. */
      readonly otp_expired: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This code is not right. What to do: Type the newest code again; after five wrong ones ask for a new code. */
      readonly otp_incorrect: {
        readonly status: 422;
        readonly details: {
          readonly attempts_left: number;
        };
      };
      /** A code was sent a moment ago. What to do: Wait for the seconds in Retry-After before asking for another. */
      readonly otp_resend_too_soon: {
        readonly status: 429;
        readonly details: undefined;
      };
      /** Nobody does this to their own account. What to do: Ask a colleague. */
      readonly own_account: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is about your own wallet: colleagues must propose and decide. What to do: Ask two colleagues. */
      readonly own_affair: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Whoever proposes does not decide. What to do: Ask a colleague with the permission; to take it back, withdraw it. */
      readonly own_proposal: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Nobody with this id may work on discrepancies. What to do: Name a member of staff who may read reconciliations. */
      readonly owner_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This passkey does not fit. What to do: Ask for a new challenge and try again, or sign in another way. */
      readonly passkey_invalid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This passkey is set up already. What to do: Use it. */
      readonly passkey_known: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** There is no such passkey. What to do: List your passkeys. */
      readonly passkey_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** You have as many passkeys as one person can have. What to do: Remove one first. */
      readonly passkeys_too_many: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Too many attempts at the same time. What to do: Wait for the seconds in Retry-After. */
      readonly password_busy: {
        readonly status: 429;
        readonly details: undefined;
      };
      /** This password is not right. What to do: Try again; after five wrong ones the password is locked for a while. */
      readonly password_incorrect: {
        readonly status: 422;
        readonly details: {
          readonly attempts_left: number;
        };
      };
      /** The password is locked after too many wrong attempts. What to do: Wait for the seconds in Retry-After. */
      readonly password_locked: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** This password is too easy to guess, or was used before. What to do: Choose another one: without one repeated digit or a sequence; staff: 12 characters or more, known to nobody. */
      readonly password_weak: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The payee has too little for this refund. What to do: Propose a reversal: what is missing is then owed to us. */
      readonly payee_cannot_pay: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Bulk payouts leave the wallet of a merchant who may make payouts, and this is none. */
      readonly payer_not_merchant: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The payment provider does not take this payment. What to do: Try another payment method. */
      readonly payment_refused: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The provider has this payout, or may have it still. What to do: Wait for its word; an unanswered sending counts for an hour, a lost one for three days. */
      readonly payout_accepted: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The order names no account, and none of yours has been chosen for that. What to do: Give `beneficiary_id`, or choose one with PUT /users/me/payout-accounts/{id}/default. */
      readonly payout_account_not_chosen: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The bank does not name you as the holder of this account. What to do: Add an account in your own name, or save this one as a beneficiary. */
      readonly payout_account_not_own: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** None of your bank accounts has this id. What to do: Save the account as a beneficiary first. */
      readonly payout_account_unknown: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This amount is too small or too large for a payout. */
      readonly payout_amount_out_of_range: {
        readonly status: 422;
        readonly details: {
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly min: number;
          readonly max: number;
        };
      };
      /** The provider does not take this code. What to do: Leave `otp` out to have another one sent. */
      readonly payout_code_refused: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The payout does not stand where it could end like this. What to do: Read it again to see how it ended. */
      readonly payout_ended: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** Only a payout that has ended and is flagged can be dismissed. */
      readonly payout_not_flagged: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** There is no such payout. What to do: Take an id from GET /admin/payouts. */
      readonly payout_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** The provider has not paid this payout. */
      readonly payout_not_paid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The provider calls this payout paid: the money has not come back. */
      readonly payout_still_paid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The provider waits for no code about this payout. */
      readonly payout_wants_no_code: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This phone number has an account. What to do: Sign in instead. */
      readonly phone_taken: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** Too many confirmations at the same time. What to do: Wait for the seconds in Retry-After, or use a confirmation token for parallel requests. */
      readonly pin_busy: {
        readonly status: 429;
        readonly details: undefined;
      };
      /** Changing the PIN asks for the present PIN, or for the password and a code. What to do: Send current_pin; or password and otp, a code that was sent for change_pin. */
      readonly pin_change_unproven: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The PIN was changed by another request at the same time. What to do: Verify the PIN you want to keep. */
      readonly pin_changed_meanwhile: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This PIN is not right. What to do: Try again; after five wrong ones the PIN is locked for a while. */
      readonly pin_incorrect: {
        readonly status: 422;
        readonly details: {
          readonly attempts_left: number;
        };
      };
      /** The PIN is locked after too many wrong attempts. What to do: Wait for the seconds in Retry-After. */
      readonly pin_locked: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** There is no transaction PIN yet. What to do: Set one first. */
      readonly pin_not_set: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This order is confirmed by the PIN. What to do: Send pin. A confirmation token is enough up to an amount, and nothing below the one set for it. */
      readonly pin_required: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The PIN was locked three times and has to be reset. What to do: Ask for a code with purpose change_pin, then set a PIN with it and the password. */
      readonly pin_reset_needed: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** This PIN is too easy to guess. What to do: Choose one without a repeated digit, a sequence or a year. */
      readonly pin_weak: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This account may not be used this way. What to do: Use another way, the app or the web; or contact support. */
      readonly platform_shut: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** This was changed by another request since you read it. What to do: Read it again and decide anew. */
      readonly profile_changed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** You have no such profile. What to do: Drivers have a driver profile, riders a rider profile. */
      readonly profile_of_other_role: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This proposal has been decided already. What to do: Read it again to see how. */
      readonly proposal_closed: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This proposal has expired. What to do: Propose it again. */
      readonly proposal_expired: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** There is no such proposal. What to do: Take an id from GET /admin/approvals. */
      readonly proposal_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This sign-in was denied on another device. What to do: Sign in anew, if it was you. */
      readonly push_denied: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** There is no such sign-in to approve. What to do: It may have been answered, or be too old. */
      readonly push_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This is not the number that the sign-in shows. What to do: Look at the other screen. If you are not signing in, deny it. */
      readonly push_number_wrong: {
        readonly status: 422;
        readonly details: {
          readonly attempts_left: number;
        };
      };
      /** Nobody has approved this sign-in yet. What to do: Ask again after the seconds in Retry-After. */
      readonly push_pending: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This quote has expired. What to do: Ask for a new quote. */
      readonly quote_expired: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This quote is for another order. What to do: Ask for a quote for this amount and currency. */
      readonly quote_invalid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Too many requests. Slow down. What to do: Wait for the seconds in Retry-After. */
      readonly rate_limited: {
        readonly status: 429;
        readonly details: undefined;
      };
      /** No money has moved for this transaction. What to do: Ask again when the transaction is completed. */
      readonly receipt_not_ready: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This recipient may not receive money at the moment. What to do: Ask the recipient to contact support. */
      readonly recipient_blocked: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This recipient's wallet is closed. What to do: Ask the recipient how else they can be paid. */
      readonly recipient_closed: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The recipient holds no wallet in this currency. What to do: Send in a currency that the recipient holds. */
      readonly recipient_currency_mismatch: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This recipient cannot receive so much. What to do: Send less, or ask the recipient to raise their limits. */
      readonly recipient_limit_exceeded: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Nobody can be paid at this address. What to do: Check the user id, phone or account number. */
      readonly recipient_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This day has not been reconciled. What to do: Take a day from GET /admin/reconciliations, or start one. */
      readonly reconciliation_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** There is no such referral code. What to do: Check the code, or leave it out. */
      readonly referral_code_unknown: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This session has ended. What to do: Sign in again. */
      readonly refresh_invalid: {
        readonly status: 401;
        readonly details: undefined;
      };
      /** This refresh token was used before; its session has been ended. What to do: Sign in again. If it was not you who used it, end all sessions. */
      readonly refresh_reused: {
        readonly status: 401;
        readonly details: undefined;
      };
      /** The provider has this refund, or may have it: its money is not given back. What to do: Wait until it has failed, or has been without a trace of three orders. */
      readonly refund_accepted: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The customer has saved no bank account under this id. What to do: Ask the customer to save the account as a beneficiary. */
      readonly refund_account_unknown: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This refund has ended. What to do: Read it again to see what became of it. */
      readonly refund_ended: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** All refunds of a top-up together cannot be more than it. What to do: Refund at most what is left. */
      readonly refund_exceeds_topup: {
        readonly status: 422;
        readonly details: {
          readonly left: number;
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
        };
      };
      /** The provider does not wait for an account for this refund. What to do: Only a refund that needs attention is sent elsewhere. */
      readonly refund_needs_nothing: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** The wallet holds less than that, or is closed. What to do: Only what the customer still has can be sent back to where it came from. */
      readonly refund_not_covered: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Nothing is flagged on this refund, or it has not ended. */
      readonly refund_not_flagged: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** There is no such refund. What to do: Take an id from GET /admin/refunds. */
      readonly refund_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** The provider does not say that this refund has reached whoever paid. What to do: Wait for its word. Only what it has lost may be settled by two people. */
      readonly refund_not_paid: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** An account was made with this token, which is used up. What to do: Sign in with a new code. */
      readonly registered_before: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** This transfer has been decided on otherwise. What to do: Read its review. */
      readonly review_decided: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** No such transfer is to be looked at. What to do: Take the id from the list of reviews. */
      readonly review_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** There is no such path. What to do: Check the path against the API document. */
      readonly route_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This program may not ask for that scope. What to do: Ask for scopes that its key was given, or for none to have all of them. */
      readonly scope_unknown: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is not among the methods that this sign-in offered. What to do: Use one of `methods`. */
      readonly second_factor_not_offered: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This asks for a session with a second factor. What to do: Set one up if you have none, then give it at mfa/step-up, or at the next sign-in. */
      readonly second_factor_required: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** This answer has been used before. What to do: Wait for the next code, or use another one. */
      readonly second_factor_used: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** Money cannot be sent to yourself. What to do: Choose another recipient. */
      readonly self_transfer: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** There is no such session. What to do: List your sessions. */
      readonly session_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This access token has been revoked. What to do: Refresh it, or sign in again. */
      readonly session_revoked: {
        readonly status: 401;
        readonly details: undefined;
      };
      /** This setting is not allowed. What to do: The amount below which no PIN is asked has an upper bound; daily limits count in the wallet's currency. */
      readonly settings_not_allowed: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This is more than one statement holds. What to do: Ask for a shorter time, one part after the other. */
      readonly statement_too_long: {
        readonly status: 422;
        readonly details: {
          readonly days_max: number;
          readonly lines_max: number;
        };
      };
      /** This asks for your second factor anew. What to do: Give it at mfa/step-up; then you have fifteen minutes. */
      readonly step_up_required: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** Only a super admin may do this to an admin, or make one. What to do: Ask a super admin. */
      readonly super_admin_needed: {
        readonly status: 403;
        readonly details: undefined;
      };
      /** This amount is too small or too large for a top-up. */
      readonly topup_amount_out_of_range: {
        readonly status: 422;
        readonly details: {
          readonly currency: "NGN" | "USD" | "GHS" | "KES" | "XOF" | "USDT" | "BTC";
          readonly min: number;
          readonly max: number;
        };
      };
      /** This top-up has ended before its page could be opened. What to do: Begin a new one, with another key. */
      readonly topup_ended: {
        readonly status: 409;
        readonly details: undefined;
      };
      /** There is no such top-up. */
      readonly topup_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** Only a top-up that was credited to a wallet can be sent back. What to do: Money that waits in suspense is booked by an adjustment first. */
      readonly topup_not_refundable: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** There is no authenticator app waiting to be confirmed. What to do: Start again, and confirm within ten minutes. */
      readonly totp_not_started: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** You have no such transaction. What to do: Take the id from the list of your transactions. */
      readonly transaction_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** This transfer is none that we have ordered. */
      readonly transfer_not_ordered: {
        readonly status: 400;
        readonly details: undefined;
      };
      /** Sign in to do this. What to do: Refresh the access token, or sign in again. */
      readonly unauthenticated: {
        readonly status: 401;
        readonly details: undefined;
      };
      /** We could not finish this just now. What to do: Send the same request again with the same Idempotency-Key: if you sent none, the one in details.idempotency_key. */
      readonly unavailable: {
        readonly status: 503;
        /** Present when the request brought neither Idempotency-Key nor reference: send it again with this Idempotency-Key. */
        readonly details?: {
          readonly idempotency_key: string;
        };
      };
      /** The body must be application/json. What to do: Set Content-Type to application/json. */
      readonly unsupported_media_type: {
        readonly status: 415;
        readonly details: undefined;
      };
      /** There is no such person. What to do: Check the id. */
      readonly user_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** You have no account number yet. What to do: Open one with POST /wallet/virtual-account. */
      readonly virtual_account_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** The payment provider opens no account for you. What to do: Say who you are with POST /wallet/virtual-account/identification, or contact support. */
      readonly virtual_account_refused: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** This wallet is blocked. What to do: Contact support. */
      readonly wallet_blocked: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** This wallet is closed. What to do: Contact support. */
      readonly wallet_closed: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** This wallet is frozen: money can arrive, none can leave. What to do: Contact support. */
      readonly wallet_frozen: {
        readonly status: 423;
        readonly details: undefined;
      };
      /** There is no such wallet, or it is closed. */
      readonly wallet_not_adjustable: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** A wallet is closed only when nothing is in it and nothing on its way. What to do: Pay out what is left and wait for what is open. */
      readonly wallet_not_empty: {
        readonly status: 422;
        readonly details: undefined;
      };
      /** You hold no wallet in this currency. What to do: Ask for one of your own wallets' currencies. */
      readonly wallet_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** There is no such event. What to do: Take an id from GET /admin/webhooks; events are kept for 180 days. */
      readonly webhook_not_found: {
        readonly status: 404;
        readonly details: undefined;
      };
      /** The signature is missing or wrong. */
      readonly webhook_unsigned: {
        readonly status: 401;
        readonly details: undefined;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
