// Runs before the first paint (see build/theme-boot.ts): the chosen theme, or the system's. Knows the
// same key and class as util/theme.ts, which takes over once the app runs.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("atomdeck.theme");
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("pf-v6-theme-dark", dark);
})();
