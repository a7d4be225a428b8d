// The screen of a terminal: xterm, as high and wide as its place, in the page's colours, readable by screen
// readers, and with one key to leave it. Knows no React.

import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import type { Shell, TerminalSize } from "../../api/terminal";

export interface Screen {
  readonly size: () => TerminalSize;
  readonly write: (bytes: Uint8Array) => void;
  /** Calls back when everything written so far is shown. */
  readonly afterwards: (then: () => void) => void;
  /** Sends the shell what is typed, and its size. */
  readonly connect: (shell: Shell) => void;
  readonly focus: () => void;
  readonly close: () => void;
}

const LIGHT: ITheme = {
  background: "#ffffff",
  foreground: "#151515",
  cursor: "#0c5f76",
  cursorAccent: "#ffffff",
  selectionBackground: "#b9dce6",
};

const DARK: ITheme = {
  background: "#151515",
  foreground: "#f2f2f2",
  cursor: "#8ad0e2",
  cursorAccent: "#151515",
  selectionBackground: "#2b5c6b",
};

const DARK_CLASS = "pf-v6-theme-dark";
/** Lines that can be scrolled back to. */
const SCROLLBACK = 5_000;
/** Readable on either background, whatever colours a program chose. */
const CONTRAST = 4.5;

/** In an element that is empty. `leave` takes the focus away. */
export function openScreen(element: HTMLElement, label: string, leave: () => void): Screen {
  const root = document.documentElement;
  const theme = () => (root.classList.contains(DARK_CLASS) ? DARK : LIGHT);
  const terminal = new Terminal({
    theme: theme(),
    screenReaderMode: true,
    scrollback: SCROLLBACK,
    minimumContrastRatio: CONTRAST,
    cursorBlink: false,
    fontSize: 14,
    fontFamily: getComputedStyle(root).getPropertyValue("--pf-t--global--font--family--mono"),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute("aria-label", label);
  fit.fit();
  terminal.attachCustomKeyEventHandler((event) => {
    const leaves = event.ctrlKey && event.shiftKey && event.code === "KeyX";
    if (leaves && event.type === "keydown") {
      event.preventDefault();
      leave();
    }
    return !leaves;
  });
  const sized = new ResizeObserver(() => fit.fit());
  sized.observe(element);
  const themed = new MutationObserver(() => {
    terminal.options.theme = theme();
  });
  themed.observe(root, { attributeFilter: ["class"] });
  return {
    size: () => ({ rows: terminal.rows, columns: terminal.cols }),
    write: (bytes) => terminal.write(bytes),
    afterwards: (then) => terminal.write("", then),
    connect: (shell) => {
      const encoder = new TextEncoder();
      terminal.onData((text) => shell.type(encoder.encode(text)));
      // Reports of the mouse, whose characters are bytes.
      terminal.onBinary((text) => shell.type(Uint8Array.from(text, (one) => one.charCodeAt(0))));
      terminal.onResize(({ rows, cols }) => shell.resize({ rows, columns: cols }));
    },
    focus: () => terminal.focus(),
    close: () => {
      sized.disconnect();
      themed.disconnect();
      terminal.dispose();
    },
  };
}
