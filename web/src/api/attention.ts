// Whether somebody is at the page: requests that it makes by itself must not keep a session open.

/** Without a key or a pointer for so long, nobody is there; ms. */
export const ATTENTIVE_FOR = 60_000;
/** What a request says that nobody asked for. */
export const UNATTENDED = "atomdeck-unattended";

/** Opening the page is something that somebody does. */
let lastInput = Date.now();

/** Listens for input; once, at the start of the app. */
export function watchAttention(): void {
  const noted = () => {
    lastInput = Date.now();
  };
  for (const kind of ["pointerdown", "pointermove", "wheel", "keydown"]) {
    window.addEventListener(kind, noted, { capture: true, passive: true });
  }
}

/** Marks the request if nobody is at the page. */
export function markUnattended(headers: Headers, now = Date.now()): void {
  if (now - lastInput > ATTENTIVE_FOR) headers.set(UNATTENDED, "1");
}
