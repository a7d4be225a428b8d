// What was typed and not sent, kept for this tab: a reload, a wrong click or an ended session loses nothing. It
// goes when it was used, and with the sign-out.

import { decodeJson, isRecord } from "../../api/frames";
import { DRAFTS } from "../../util/drafts";
import { type ContainerForm, EMPTY } from "./model";

/** The key of a form; `container`: whose settings are edited. */
export function draftKey(host: string, container: string | undefined): string {
  return `${DRAFTS}container.${host}.${container ?? ""}`;
}

export function readDraft(key: string): ContainerForm | undefined {
  const value = decodeJson(sessionStorage.getItem(key) ?? "");
  return isForm(value) ? value : undefined;
}

/** A full or forbidden storage is no reason to keep anybody from typing. */
export function writeDraft(key: string, form: ContainerForm): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(form));
  } catch {
    sessionStorage.removeItem(key);
  }
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(key);
}

/** Of this version of the form: each part is there and of its kind. */
export function isForm(value: unknown): value is ContainerForm {
  return (
    isRecord(value) &&
    Object.entries(EMPTY).every(([name, empty]) =>
      Array.isArray(empty) ? isRows(value[name]) : typeof value[name] === typeof empty,
    )
  );
}

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.every((row) => isRecord(row) && typeof row.id === "number");
}
