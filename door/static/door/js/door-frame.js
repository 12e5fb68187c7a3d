/*
 * The frame of every page of the door.
 *
 *   - the menu closes when something else is touched
 *   - the page is dark or light as chosen, and remembers it on this device
 */

const ONE_YEAR = 365 * 24 * 60 * 60;

document.addEventListener("click", (event) => {
  const menu = document.querySelector(".door-menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

const theme = document.querySelector("[data-door-theme]");
theme.hidden = false;
theme.addEventListener("click", () => {
  const { dataset } = document.documentElement;
  const dark = dataset.theme
    ? dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = dark ? "light" : "dark";
  document.cookie = `door_theme=${dataset.theme}; path=/checkin/; max-age=${ONE_YEAR}; samesite=lax`;
});
