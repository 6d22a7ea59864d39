// What the page does by itself: sources open over it, and an answer is copied. One listener, for results come and go.
document.documentElement.lang = "zh-CN";

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a page that is not served from this machine or by https has no clipboard
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("#result [data-source]");
  const dialog = opener && document.getElementById(opener.dataset.source);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
  } else if (event.target.matches("#result dialog")) { // outside of what the dialog shows
    event.target.close();
  }
  const copier = event.target.closest("#result [data-copy]");
  if (copier) copy(copier.dataset.copy).then(() => { copier.textContent = copier.dataset.done; });
});
