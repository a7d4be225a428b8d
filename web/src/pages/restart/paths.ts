// Where the page is that says what a restart interrupts, and asks for one.

export function restartPath(host: string): string {
  return `/hosts/${host}/restart`;
}
