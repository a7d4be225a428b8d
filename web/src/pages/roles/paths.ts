// Where roles are shown and changed. A role may have any name, so none of these ends in one that means another page.

export const ROLES = "/roles";

export function rolePath(role: string): string {
  return `/roles/role/${role}`;
}

export function editRolePath(role: string): string {
  return `${rolePath(role)}/edit`;
}

/** A new one; with the same in it as `like`. */
export function newRolePath(like?: string): string {
  return like === undefined ? "/roles/new" : `/roles/new?like=${like}`;
}
