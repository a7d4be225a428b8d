// A Vite plugin: puts `theme-boot.js` into the page's head as a plain blocking script of its own.
// Module scripts run after the first paint and inline ones are forbidden by the server's content
// security policy; a dark page must not flash white.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

const SOURCE = "src/theme-boot.js";

export function themeBoot(): Plugin {
  let reference = "";
  return {
    name: "atomdeck-theme-boot",
    async buildStart() {
      if (this.meta.watchMode || this.environment.mode !== "build") return;
      const source = await readFile(join(this.environment.config.root, SOURCE), "utf8");
      reference = this.emitFile({ type: "asset", name: "theme-boot.js", source });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const bundled = Object.values(context.bundle ?? {}).find(
          (file) => file.type === "asset" && file.names.includes("theme-boot.js"),
        );
        if (context.bundle !== undefined && (bundled === undefined || reference === "")) {
          throw new Error("theme-boot.js is missing from the bundle");
        }
        const src = bundled === undefined ? `/${SOURCE}` : `/${bundled.fileName}`;
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}
