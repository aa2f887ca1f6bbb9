import type { Mail } from './mail.ts';

/** Null where nobody is named to send e-mails as. The client comes with the first e-mail: most requests send none. */
export const liveMail = (from: string | undefined): Mail | null => {
  if (from === undefined) return null;
  let loading: Promise<Mail> | undefined;
  return {
    async send(message) {
      loading ??= import('./sesMail.ts').then(({ sesMail }) => sesMail(from));
      await (await loading).send(message);
    },
  };
};
