// Everybody's, or one's own: for those who may see accounts. Kept in the address.

import { ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import type { Whose } from "../api/own";
import { usePermission } from "../api/roles";
import { useView } from "../hooks/useView";

const WORDS: Record<Whose, string> = { own: "Yours", all: "Everybody’s" };

/** Whose are wanted, as far as they may be seen. */
export function useWhose(): Whose {
  const { view } = useView();
  const sees = usePermission("account_view");
  return sees.allowed && view.get("of") !== "own" ? "all" : "own";
}

export function WhoseToggle({ label }: { label: string }) {
  const { set } = useView();
  const whose = useWhose();
  if (!usePermission("account_view").allowed) return null;
  return (
    <ToggleGroup aria-label={label} className="ad-whose">
      {(["all", "own"] as const).map((one) => (
        <ToggleGroupItem
          key={one}
          text={WORDS[one]}
          isSelected={one === whose}
          onChange={() => set({ of: one === "all" ? "" : one })}
        />
      ))}
    </ToggleGroup>
  );
}
