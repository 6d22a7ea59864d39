// The conversation: the turns before the one that gradio shows, and the conversations before this one, which are kept in
// this browser and nowhere else. What comes out of that storage is taken apart and only what turns are made of is shown.
{
  const KEPT = "zhiyin.conversations";
  const OPEN = "zhiyin.open"; // of this tab, so that loading the page again goes on
  const MOST = 40, MOST_CHARACTERS = 2_000_000;
  const ELEMENTS = new Set(("ARTICLE H2 H3 P DIV SPAN OL UL LI BLOCKQUOTE MARK SUP STRONG EM DEL A BUTTON DIALOG FORM "
    + "FIELDSET LEGEND LABEL INPUT TEXTAREA BDI").split(" "));
  const ATTRIBUTES = new Set(("class lang hidden type name value rows maxlength required method target rel role "
    + "aria-label aria-hidden aria-pressed data-turn data-state data-question data-copy data-useful data-source "
    + "data-number").split(" "));

  const fresh = () => ({ id: crypto.randomUUID?.() ?? String(Math.random()), turns: [] });
  let open = fresh();
  const SETTLED = 200; // milliseconds
  let past, result, pending;
  let asked; // the conversation that the question being answered belongs to
  let settled = Promise.resolve(), settle = () => {}, waiting = false;

  function checked(html) {
    const turn = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!turn?.matches("article.turn")) return document.createElement("article");
    for (const element of [turn, ...turn.querySelectorAll("*")]) {
      if (!ELEMENTS.has(element.tagName)) element.remove();
      for (const { name, value } of [...element.attributes]) {
        if (!(ATTRIBUTES.has(name) || (name === "href" && /^https?:\/\//.test(value)))) element.removeAttribute(name);
      }
    }
    return turn;
  }

  function stored() {
    try {
      const found = JSON.parse(zhiyin.recall("localStorage", KEPT) ?? "[]");
      return Array.isArray(found) ? found.filter((one) => one?.id && Array.isArray(one.turns)) : [];
    } catch {
      return [];
    }
  }

  function store(conversations) {
    const kept = conversations.slice(0, MOST);
    while (kept.length > 1 && JSON.stringify(kept).length > MOST_CHARACTERS) kept.pop();
    zhiyin.remember("localStorage", KEPT, JSON.stringify(kept));
    document.body.classList.toggle("talking", Boolean(open.turns.length || result?.querySelector(".turn")));
  }

  function keep(turn) {
    const html = turn.outerHTML;
    const name = turn.dataset.turn;
    const at = open.turns.findIndex((one) => one.turn === name);
    const record = { turn: name, question: turn.dataset.question, html };
    if (at < 0) open.turns.push(record);
    else open.turns[at] = record;
    zhiyin.remember("sessionStorage", OPEN, open.id);
    store([{ ...open, time: Date.now() }, ...stored().filter((one) => one.id !== open.id)]);
  }

  function shown() { // the turn that gradio shows, when it is one of the conversation
    const turn = result?.querySelector(".turn:not([hidden])");
    return turn && turn.dataset.question ? turn : null;
  }

  function show() {
    const current = shown()?.dataset.turn;
    past.replaceChildren(...open.turns.filter((one) => one.turn !== current).map((one) => checked(one.html)));
    document.body.classList.toggle("talking", open.turns.length > 0);
  }

  const field = () => document.querySelector("#question textarea, #question input");

  function write(question) {
    field().value = question;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }

  function arrived() {
    const turn = result.querySelector(".turn");
    if (!turn || turn.hidden) return;
    if (asked !== open) { // another conversation was begun meanwhile
      turn.hidden = true;
      return;
    }
    if (pending) {
      if (turn.dataset.state === "message" && !field().value) write(pending.dataset.question); // to be mended
      pending.remove();
      pending = null;
      turn.scrollIntoView({ block: "start", behavior: "instant" });
    }
    document.body.classList.add("talking");
    if (!["composing", "message"].includes(turn.dataset.state)) keep(turn);
  }

  // called by gradio: where the turns before stand, and where it shows the current one
  zhiyin.holdPast = (element) => {
    past = element.querySelector(".past");
    const found = stored().find((one) => one.id === zhiyin.recall("sessionStorage", OPEN));
    if (found) open = found;
    show();
  };
  zhiyin.holdResult = (element) => {
    result = element;
    new MutationObserver(arrived).observe(element, { childList: true, subtree: true });
  };

  // called by gradio when a question is sent: takes it from the field once the answer before it is whole, for gradio
  // drops what is sent while it answers
  zhiyin.send = async () => {
    if (waiting) return new Promise(() => {}); // what is in the field is sent already
    waiting = true;
    await settled;
    waiting = false;
    settled = new Promise((resolve) => { settle = resolve; });
    asked = open;
    const turn = result.querySelector(".turn");
    if (turn) turn.hidden = true;
    show();
    pending = document.createElement("article");
    pending.className = "turn pending";
    pending.dataset.question = field().value;
    const heading = document.createElement("h2");
    heading.textContent = pending.dataset.question;
    const state = document.createElement("p");
    state.className = "state waiting";
    pending.append(heading, state);
    past.append(pending);
    pending.scrollIntoView({ block: "start", behavior: "instant" });
    write("");
    return [];
  };

  // called by gradio for what was sent: the question, and those before it, oldest first
  zhiyin.sent = () => [pending.dataset.question, asked.turns.slice(-3).map((one) => one.question)];

  // called by gradio when an answer is whole, though it may not be shown yet, or when there will be none
  zhiyin.ended = (answered) => {
    if (pending && !answered) {
      if (asked === open && !field().value) write(pending.dataset.question);
      pending.remove();
      pending = null;
    }
    setTimeout(settle, SETTLED); // gradio closes its stream just now, and might lose what is sent at that moment
    return [];
  };

  function begin(conversation) {
    const turn = result.querySelector(".turn");
    if (turn) turn.hidden = true;
    open = conversation;
    zhiyin.remember("sessionStorage", OPEN, open.id);
    show();
    field().focus();
  }

  function ask(question) {
    write(question);
    setTimeout(() => document.querySelector("#ask").click());
  }

  function list(dialog) {
    const template = dialog.querySelector("template");
    const conversations = stored();
    dialog.querySelector(".empty").hidden = conversations.length > 0;
    dialog.querySelector("[data-delete-all]").hidden = !conversations.length;
    dialog.querySelector("ul").replaceChildren(...conversations.map((one) => {
      const row = template.content.cloneNode(true);
      const opener = row.querySelector("[data-open]");
      opener.dataset.open = one.id;
      opener.querySelector("strong").textContent = one.turns[0]?.question ?? "";
      opener.querySelector("small").textContent = new Date(one.time).toLocaleString(document.documentElement.lang);
      row.querySelector("[data-delete]").dataset.delete = one.id;
      return row;
    }));
  }

  document.addEventListener("click", (event) => {
    const { dataset } = event.target.closest("button") ?? { dataset: {} };
    const dialog = document.querySelector("dialog.history");
    if (dataset.ask) ask(dataset.ask);
    if (dataset.language !== undefined) zhiyin.switchLanguage();
    if (dataset.begin !== undefined) begin(fresh());
    if (dataset.history !== undefined) {
      list(dialog);
      dialog.showModal();
    }
    if (dataset.open) {
      begin(stored().find((one) => one.id === dataset.open) ?? open);
      dialog.close();
    }
    if (dataset.delete || dataset.deleteAll !== undefined) {
      store(dataset.delete ? stored().filter((one) => one.id !== dataset.delete) : []);
      list(dialog);
    }
  });
}
