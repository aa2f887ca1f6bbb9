/** Text alone: there is nothing in it that is not seen. */
export interface Message {
  to: string;
  subject: string;
  text: string;
}

/** What sends e-mails. */
export interface Mail {
  /** Resolves when the message was taken, and rejects when it was not, or not in time. It is tried once, so that none comes twice. */
  send(message: Message): Promise<void>;
}
