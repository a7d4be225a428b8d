// In a page's place when it could not be loaded (the server was upgraded meanwhile) or broke.

import { TroubleState } from "../components/TroubleState";

const REPORT = {
  code: "internal",
  title: "This page could not be shown",
  detail: "The console may have been upgraded since you opened it, or the page has a fault.",
  remedy: "Load it again. If it stays, please report it.",
} as const;

export function PageCrash() {
  return <TroubleState report={REPORT} retry={() => location.reload()} />;
}
