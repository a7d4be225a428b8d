// Debian's Chromium, where it is and how it is started.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export const chromium = {
  path: find(["chromium", "chromium-browser", "google-chrome"]),
  // Tests run as root and without a network; without these it looks for updates and starts a GPU process first.
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

function find(names: string[]): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const path of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error("There is no Chromium. Run tests/setup.sh");
}
