// Which distribution the host is of, how that releases, and by whose hands its deployments are changed.

import type { Deployments } from "../../api/deployments";

export function HostFamily({ data: { family, backend } }: { data: Deployments }) {
  return (
    <section aria-label="Distribution" className="ad-family">
      {family ? (
        <p>
          <strong>{family.name}</strong>
          {family.stream ? `, ${family.stream}` : ""}
        </p>
      ) : null}
      <p className="ad-quiet">
        {family ? `${family.release_cycle} ` : ""}Its deployments are kept by {backend}.
      </p>
    </section>
  );
}
