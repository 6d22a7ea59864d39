// The language of the page: the one chosen here, else the browser's. Runs before gradio, which takes its own labels
// from navigator.language and has no way to change them later; so a choice loads the page again.
const zhiyin = {
  // a browser may keep nothing: everything works without, for as long as the page is open
  recall(storage, key) {
    try {
      return window[storage].getItem(key);
    } catch {
      return null;
    }
  },
  remember(storage, key, value) {
    try {
      window[storage].setItem(key, value);
    } catch { /* no room, or none at all */ }
  },
};
{
  const KEY = "zhiyin.language";
  const kept = zhiyin.recall("localStorage", KEY);
  const language = kept ?? (navigator.language?.startsWith("zh") ? "zh-CN" : "en");
  for (const [name, value] of [["language", language], ["languages", [language]]]) {
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });
  }
  document.documentElement.lang = language;
  zhiyin.switchLanguage = () => {
    zhiyin.remember("localStorage", KEY, language === "en" ? "zh-CN" : "en");
    location.reload();
  };
}
