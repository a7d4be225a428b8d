// Which host it is about, where there are several.

import { Button } from "@patternfly/react-core";
import { useNavigate } from "react-router";
import { useHosts } from "../../api/queries";
import { helpdeskPath } from "./helpdesk";

export function HostChoice({ host }: { host: string }) {
  const hosts = useHosts().data ?? [];
  const navigate = useNavigate();
  if (hosts.length < 2) return null;
  return (
    <nav aria-label="Hosts" className="ad-care-hosts">
      {hosts.map(({ id, name }) => (
        <Button
          key={id}
          variant={id === host ? "primary" : "secondary"}
          {...(id === host ? { "aria-current": "page" as const } : {})}
          onClick={() => void navigate(helpdeskPath(id))}
        >
          {name}
        </Button>
      ))}
    </nav>
  );
}
