// The language of the page: the one chosen here, else the browser's. Runs before gradio, which takes its own labels
// from navigator.language and has no way to change them later; so a choice loads the page again.
const zhiyin = {};
{
  const KEY = "zhiyin.language";
  const kept = localStorage.getItem(KEY);
  const language = kept ?? (navigator.language?.startsWith("zh") ? "zh-CN" : "en");
  for (const [name, value] of [["language", language], ["languages", [language]]]) {
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });
  }
  document.documentElement.lang = language;
  zhiyin.switchLanguage = () => {
    localStorage.setItem(KEY, language === "en" ? "zh-CN" : "en");
    location.reload();
  };
}
