export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
}

/** Sends e-mail; implemented in `gateways/email`. */
export interface EmailSender {
  /** Like `SmsSender.send`. */
  readonly send: (to: string, message: EmailMessage, ended: AbortSignal) => Promise<void>;
}

/** Sends text messages; implemented in `gateways/sms`. */
export interface SmsSender {
  /** Rejects when the message was not accepted for sending. When `ended` fires nobody waits for it any more. */
  readonly send: (toE164: string, text: string, ended: AbortSignal) => Promise<void>;
}
