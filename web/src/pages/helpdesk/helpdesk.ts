// Who has the helpdesk's one page in place of the pages of hosts, and where everybody begins.

import type { Schema } from "../../api/client";

type Rights = Pick<Schema<"Whoami">, "permissions">;

/** May look after containers, and not look at hosts. */
export function isHelpdesk({ permissions }: Rights): boolean {
  return permissions.includes("container_view") && !permissions.includes("host_view");
}

/** Whether hosts, or containers of theirs, are any of one's business. */
export function seesHosts({ permissions }: Rights): boolean {
  return permissions.includes("host_view") || permissions.includes("container_view");
}

export function helpdeskPath(host: string): string {
  return `/hosts/${host}/helpdesk`;
}

/** The first page of somebody with these rights, on this host if there is one. */
export function firstPath(rights: Rights, host: string | undefined): string {
  if (host !== undefined && seesHosts(rights)) {
    return isHelpdesk(rights) ? helpdeskPath(host) : `/hosts/${host}/overview`;
  }
  if (rights.permissions.includes("account_view")) return "/accounts";
  return rights.permissions.includes("audit_view") ? "/audit" : "/account";
}

/** Whether a path below a host is one of its pages that show the host itself. */
export function isHostPage(pathname: string): boolean {
  const [, hosts, host, page] = pathname.split("/");
  if (hosts !== "hosts" || host === undefined) return false;
  return page !== "helpdesk" && page !== "containers" && page !== "logs";
}
