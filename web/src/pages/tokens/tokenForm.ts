// What is filled in for a token, and how one tries it out. The server has the last word.

/** As the server has it. */
export const LONGEST_LABEL = 64;
export const MOST_DAYS = 365;

export interface TokenDraft {
  readonly label: string;
  readonly role: string;
  readonly days: string;
}

/** What is missing or wrong; `undefined` where it can be sent. */
export function tokenMissing({ label, role, days }: TokenDraft): string | undefined {
  if (label.trim() === "") return "Say what it is for.";
  if ([...label.trim()].length > LONGEST_LABEL) {
    return `What it is for has at most ${LONGEST_LABEL} characters.`;
  }
  if (role === "") return "Choose a role.";
  return daysOf(days) === undefined ? `It is good for 1 to ${MOST_DAYS} days.` : undefined;
}

export function daysOf(text: string): number | undefined {
  if (!/^\d{1,3}$/.test(text.trim())) return undefined;
  const days = Number(text);
  return days >= 1 && days <= MOST_DAYS ? days : undefined;
}

/** A command line that uses the token once; `origin` is the console's address. */
export function curlLine(origin: string, secret: string): string {
  return `curl -H 'Authorization: Bearer ${secret}' ${origin}/api/v1/hosts`;
}
