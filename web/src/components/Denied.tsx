// In a page's place for whoever may not see it.

import type { Permission } from "../api/roles";
import { TroubleState } from "./TroubleState";

export function Denied({ permission }: { permission: Permission & { readonly allowed: false } }) {
  return <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />;
}
