/*
 * Tells the page that it is open in WeChat's own browser, which takes no files, shares by its own
 * menu, and saves pictures that are pressed and held. Pages are cached for everyone, so it is told
 * here and not on the way.
 */

if (/MicroMessenger/i.test(navigator.userAgent)) {
  document.documentElement.classList.add("in-wechat");
}
