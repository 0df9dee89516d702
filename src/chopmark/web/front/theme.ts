// Before the first paint: the page follows the light or dark of the device, also while it is open.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = (): void => {
  document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
};
follow();
dark.addEventListener("change", follow);
