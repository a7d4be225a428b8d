// Forms that were typed and not sent are kept in the tab's storage under names that begin alike, so that
// signing out can drop them all: they may hold secrets.

export const DRAFTS = "atomdeck.draft.";

export function dropDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(DRAFTS)) sessionStorage.removeItem(key);
  }
}
