// Where a role was defined, and so where it is changed.

import type { RoleDefinition } from "../../api/accounts";
import type { Schema } from "../../api/client";

export const ORIGINS: Record<Schema<"RoleOrigin">, string> = {
  built_in: "Built in",
  file: "From a file",
  console: "Made here",
};

/** Why a role cannot be changed here. */
export function fixedBecause({ origin }: Pick<RoleDefinition, "origin">): string | undefined {
  switch (origin) {
    case "built_in":
      return "It is built in. Make one like it instead.";
    case "file":
      return "It comes from a file of the console’s configuration: change it there.";
    case "console":
      return undefined;
  }
}
