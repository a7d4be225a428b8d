// Where the pages about a container are.

/** The container's own page, or one of its tabs. */
export function containerPath(host: string, container: string, tab?: string): string {
  const path = `/hosts/${host}/containers/${encodeURIComponent(container)}`;
  // A page of that name stands in the way of a container of that name: its tab does not.
  if (tab === undefined) return container === "create" ? `${path}/overview` : path;
  return `${path}/${tab}`;
}
