// What an answer offers: its sources open over the page, it is copied, and it is said to be of use or not.
{
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

  function open(turn, number) {
    const dialog = turn.querySelector(`dialog[data-number="${CSS.escape(number)}"]`);
    dialog.showModal();
    dialog.querySelector("mark").scrollIntoView({ block: "center" });
  }

  async function send(turn, useful, reason, comment) {
    const body = {
      question: turn.dataset.question,
      state: turn.dataset.state,
      answer: turn.querySelector("[data-copy]")?.dataset.copy.slice(0, 20000) ?? "",
      useful, reason, comment,
    };
    const sent = await fetch(new URL("api/feedback", document.baseURI), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    }).then((reply) => reply.ok, () => false);
    turn.querySelector(".thanks").hidden = !sent;
    turn.querySelector(".not-sent").hidden = sent;
    return sent;
  }

  async function judge(button) {
    const turn = button.closest(".turn");
    const useful = button.dataset.useful === "true";
    const form = turn.querySelector("form.reasons");
    form.hidden = useful;
    if (useful && !(await send(turn, true, "", ""))) return;
    for (const one of turn.querySelectorAll("[data-useful]")) one.ariaPressed = String(one === button);
    if (!useful) form.querySelector("input").focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".turn button");
    if (event.target.matches("dialog")) event.target.close(); // outside of what the dialog shows
    if (!button) return;
    if (button.dataset.source) open(button.closest(".turn"), button.dataset.source);
    if (button.dataset.copy) copy(button.dataset.copy).then(() => button.classList.add("copied"));
    if (button.dataset.useful) judge(button);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.reasons");
    if (!form) return;
    event.preventDefault();
    const said = new FormData(form);
    if (await send(form.closest(".turn"), false, said.get("reason"), said.get("comment"))) form.hidden = true;
  });
}
