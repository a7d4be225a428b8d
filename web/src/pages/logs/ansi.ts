// What programs tell a terminal in their log, made harmless: colours become one of a few classes that are
// readable in both themes, everything else goes. Never HTML: React writes the text.

import Anser from "anser";

/** A stretch of text with its look. */
export interface Span {
  readonly text: string;
  /** Names of classes of logs.css, apart from their prefix. */
  readonly looks: readonly string[];
}

const ESCAPE = "\u001b";
/** The sixteen colours, as a terminal numbers them; their dark and bright kinds look the same here. */
const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
type Colour = (typeof COLOURS)[number];

const BELL = "\u0007";
/** All control characters but the tab, which moves on, and the line end and the return, which `clean` takes. */
const CONTROL = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f";
/** Commands other than for colours: titles and links (OSC), modes, moves of the cursor. */
const OTHER_COMMANDS = new RegExp(
  `${ESCAPE}(?:[\\]PX^_][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\|$)|\\[[0-?]*[ -/]*[@-ln-~]|[ -/]*[0-Z\\\\\`-~])`,
  "g",
);
const COLOUR_COMMANDS = new RegExp(`${ESCAPE}\\[[0-9;:]*m`, "g");
const CONTROLS = new RegExp(`[${CONTROL}]`, "g");
const NEEDS_CARE = new RegExp(`[${CONTROL}\r]`);

/** As one reads it. A line that a program wrote over, as progress bars do, has all its states below each other. */
export function plainText(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return clean(text).replaceAll(COLOUR_COMMANDS, "").replaceAll(CONTROLS, "");
}

/** The text in stretches of one look each; together they are the plain text. */
export function spansOf(text: string): readonly Span[] {
  if (text === "") return [];
  if (!text.includes(ESCAPE)) return [{ text: plainText(text), looks: [] }];
  return Anser.ansiToJson(clean(text), { json: true, use_classes: true, remove_empty: true })
    .map(({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }) => ({
      text: content.replaceAll(CONTROLS, ""),
      looks: [
        ...lookOf("fg", colourOf(fg, fg_truecolor)),
        ...lookOf("bg", colourOf(bg, bg_truecolor)),
        ...decorations.filter((one) => one !== "hidden" && one !== "blink"),
      ],
    }))
    .filter((span) => span.text !== "");
}

function clean(text: string): string {
  return text.replaceAll(OTHER_COMMANDS, "").replace(/\r+$/, "").replaceAll(/\r+/g, "\n");
}

/** Black and white are the page's own text colour: which of both is readable depends on the theme. */
function lookOf(of: "fg" | "bg", colour: Colour | undefined): string[] {
  if (colour === undefined) return [];
  if (of === "fg" && (colour === "black" || colour === "white")) return [];
  return [`${of}-${colour}`];
}

function colourOf(name: string | null, trueColour: string | null): Colour | undefined {
  if (name === null || name === undefined) return undefined;
  if (name === "ansi-truecolor") {
    const [red, green, blue] = (trueColour ?? "").split(",").map(Number);
    return nearest(red ?? 0, green ?? 0, blue ?? 0);
  }
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  if (palette !== null) return ofPalette(Number(palette[1]));
  return COLOURS.find((colour) => name.endsWith(`-${colour}`));
}

/** Of the 256 colours: sixteen, a cube of six steps a side, and greys. */
function ofPalette(index: number): Colour | undefined {
  if (index < 16) return COLOURS[index % 8];
  if (index >= 232) return index < 244 ? "black" : "white";
  const place = index - 16;
  const part = (steps: number) => (Math.floor(place / steps) % 6) * 51;
  return nearest(part(36), part(6), part(1));
}

/** Which of the three are strong says which of the eight it is. */
function nearest(red: number, green: number, blue: number): Colour | undefined {
  const middle = (Math.max(red, green, blue) + Math.min(red, green, blue)) / 2;
  const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 48;
  if (isGrey) return middle < 128 ? "black" : "white";
  const bit = (part: number, weight: number) => (part > middle ? weight : 0);
  return COLOURS[bit(red, 1) + bit(green, 2) + bit(blue, 4)];
}
