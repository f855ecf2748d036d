// A small Slack: the server draws, this file fetches what changed and passes on what a person does.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const here = document.body.dataset; // person, channel, thread, tab
const drawn = { sidebar: null, header: null, empty: null, home: null, modal: null };

// -- talking to the server ----------------------------------------------------------------------

async function post(act, body) {
  const answer = await fetch(`/control/${here.person}/${act}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

const where = () => {
  const query = new URLSearchParams({ as: here.person, in: here.channel });
  if (here.thread) query.set("thread", here.thread);
  if (here.tab === "home") query.set("tab", "home");
  return query;
};

let fetching = false;
let stale = false;
async function refresh() {
  if (fetching) { stale = true; return; }
  fetching = true;
  try {
    do {
      stale = false;
      const asked = where().toString();
      const panes = await (await fetch(`/page/panes?${asked}`)).json();
      if (asked === where().toString()) draw(panes);
      else stale = true;
    } while (stale);
  } catch {
    // the workspace is gone; the event stream reconnects and asks again
  } finally {
    fetching = false;
  }
}

// -- drawing ------------------------------------------------------------------------------------

function put(name, element, html) {
  if (drawn[name] === html) return;
  const open = $$("details[open]", element).length > 0;
  drawn[name] = html;
  element.innerHTML = html;
  if (open) $$("details", element).forEach((d) => { d.open = true; });
}

function draw(panes) {
  document.title = panes.title;
  put("sidebar", $("#sidebar"), panes.sidebar);
  put("header", $("#header"), panes.header);
  put("empty", $("#empty"), panes.empty);
  markUnread();
  const home = here.tab === "home";
  $("#home").hidden = !home;
  $("#timeline").hidden = $("#compose").hidden = home;
  put("home", $("#home"), panes.home);
  const composer = $("#composer");
  composer.placeholder = panes.placeholder;
  composer.setAttribute("aria-label", panes.placeholder);
  drawMessages($("#messages"), panes.messages, $("#scroll"));
  $("#thread").hidden = !panes.thread;
  drawMessages($("#replies"), panes.thread || [], $("#thread .scroll"));
  drawModal(panes);
}

const kept = new WeakMap(); // message element -> the HTML it was drawn from

function drawMessages(list, messages, scroll) {
  const near = scroll.dataset.away !== "true";
  const old = new Map($$(":scope > .msg", list).map((li) => [li.dataset.ts, li]));
  const first = old.size === 0;
  let changed = false;
  let after = null;
  for (const { ts, html } of messages) {
    let li = old.get(ts);
    old.delete(ts);
    if (!li || kept.get(li) !== html) {
      const fresh = document.createRange().createContextualFragment(html).firstElementChild;
      if (li) li.replaceWith(fresh);
      else if (!first) fresh.classList.add("fresh");
      li = fresh;
      kept.set(li, html);
      changed = true;
      $$(".tabular[data-page-size]", li).forEach(turnPage);
    }
    if ((after ? after.nextElementSibling : list.firstElementChild) !== li) {
      if (after) after.after(li); else list.prepend(li);
    }
    after = li;
  }
  old.forEach((li) => li.remove());
  if (changed && (near || first)) scroll.scrollTop = scroll.scrollHeight;
}

function markUnread() {
  let seen = {};
  try { seen = JSON.parse(sessionStorage.getItem(`seen-${here.person}`) || "{}"); } catch { /* start anew */ }
  for (const link of $$("#sidebar [data-channel]")) {
    const { channel, newest } = link.dataset;
    if (channel === here.channel && here.tab !== "home") seen[channel] = newest;
    link.classList.toggle("unread", Boolean(newest) && newest !== seen[channel]);
  }
  sessionStorage.setItem(`seen-${here.person}`, JSON.stringify(seen));
}

function drawModal(panes) {
  const modal = $("#modal");
  if (!panes.modal) {
    if (modal.open) modal.close();
    drawn.modal = null;
    return;
  }
  if (drawn.modal !== panes.modal_version) {
    const view = $("form", modal)?.dataset.view;
    const typed = modal.open && drawn.modal ? values() : null;
    modal.innerHTML = panes.modal;
    if (typed && view === $("form", modal).dataset.view) retype(typed);
    drawn.modal = panes.modal_version;
    if (!modal.open) modal.showModal();
    const wrong = $("[aria-invalid=true]", modal) || $("[autofocus]", modal) || $(".field input, .field select, .field textarea", modal);
    wrong?.focus();
    if (wrong?.select && wrong.type === "text") wrong.select();
  }
}

// -- the modal's values ---------------------------------------------------------------------------

function values() {
  const found = {};
  for (const input of $$("#modal [data-block-id][data-action-id]:is(input, select, textarea):not(:disabled)")) {
    const { blockId, actionId } = input.dataset;
    const block = (found[blockId] ??= {});
    if (input.type === "radio") { if (input.checked) block[actionId] = input.value; else block[actionId] ??= null; }
    else if (input.type === "checkbox") { block[actionId] ??= []; if (input.checked) block[actionId].push(input.value); }
    else if (input.multiple) block[actionId] = [...input.selectedOptions].map((o) => o.value);
    else block[actionId] = input.value === "" ? null : input.value;
  }
  return found;
}

function retype(typed) {
  for (const input of $$("#modal [data-block-id][data-action-id]:is(input, select, textarea)")) {
    const value = typed[input.dataset.blockId]?.[input.dataset.actionId];
    if (value === undefined) continue;
    if (input.type === "radio") input.checked = input.value === value;
    else if (input.type === "checkbox") input.checked = value.includes(input.value);
    else if (input.multiple) [...input.options].forEach((o) => { o.selected = value.includes(o.value); });
    else input.value = value ?? "";
  }
}

async function submit(form) {
  const button = $("[type=submit]", form);
  if (!button || button.disabled) return;
  button.disabled = true;
  button.classList.add("busy");
  try {
    await post("submit", { values: values() });
  } finally {
    button.disabled = false;
    button.classList.remove("busy");
    refresh();
  }
}

// -- acting -------------------------------------------------------------------------------------

function toast(text) {
  const box = $("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 6000);
}

function confirmed(button) {
  if (!button.dataset.confirm) return Promise.resolve(true);
  const words = JSON.parse(button.dataset.confirm);
  const dialog = $("#confirm");
  $("#confirm-title").textContent = words.title;
  $("#confirm-text").textContent = words.text;
  $("[value=no]", dialog).textContent = words.no;
  const yes = $("[value=yes]", dialog);
  yes.textContent = words.yes;
  yes.className = `btn ${words.danger ? "danger" : "primary"}`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

async function act(element, value) {
  const { actionId, blockId, message, view, url } = element.dataset;
  if (!(await confirmed(element))) { refresh(); return; }
  if (url) window.open(url, "_blank", "noopener");
  element.classList.add("busy");
  const body = { action: actionId, block: blockId, message, view, value };
  if (view && $("#modal").open) body.values = values();
  const answer = await post("click", body);
  element.classList.remove("busy");
  if (!answer.ok) toast(answer.error === "operation_timeout" || answer.error === "dispatch_failed"
    ? `That didn’t work: the app did not respond (${answer.error}).` : String(answer.error));
  refresh();
}

function chosenValue(input) {
  if (input.type === "checkbox") {
    const { blockId, actionId } = input.dataset;
    const group = input.closest(".choices");
    return $$("input:checked", group).filter((i) => i.dataset.blockId === blockId && i.dataset.actionId === actionId).map((i) => i.value);
  }
  return input.multiple ? [...input.selectedOptions].map((o) => o.value) : input.value;
}

async function send(form) {
  const box = $("textarea", form);
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  grow(box);
  showCommands();
  const body = { text, channel: here.channel };
  if (form.dataset.composer === "thread") body.thread_ts = here.thread;
  const scroll = form.dataset.composer === "thread" ? $("#thread .scroll") : $("#scroll");
  scroll.scrollTop = scroll.scrollHeight;
  await post("type", body);
  refresh();
}

// -- moving about -------------------------------------------------------------------------------

function go(change, push = true) {
  Object.assign(here, change);
  document.body.classList.remove("drawer");
  if (push) history.pushState({ ...here }, "", `/?${where()}`);
  const enters = "channel" in change || "tab" in change || "person" in change;
  if (enters && here.channel === "dm") post("home", { tab: here.tab === "home" ? "home" : "messages" });
  if (enters) { $("#messages").replaceChildren(); drawn.modal = null; if ($("#modal").open) $("#modal").close(); }
  refresh();
}

// -- the composer -------------------------------------------------------------------------------

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 190)}px`;
  const sender = $(".send", box.form);
  sender.disabled = !box.value.trim();
}

const offered = () => $$("#commands li:not([hidden])");
const selected = () => $("#commands li[aria-selected=true]:not([hidden])");

function showCommands() {
  const box = $("#composer");
  const typed = box.value;
  const asking = typed.startsWith("/") && !/\s/.test(typed);
  let any = false;
  for (const item of $$("#commands li")) {
    item.hidden = !asking || !item.dataset.command.startsWith(typed.toLowerCase());
    item.setAttribute("aria-selected", "false");
    any ||= !item.hidden;
  }
  $("#commands").hidden = !any;
  box.setAttribute("aria-expanded", String(any));
  select(any ? offered()[0] : null);
}

function select(item) {
  $$("#commands li").forEach((li) => li.setAttribute("aria-selected", String(li === item)));
  if (item) { $("#composer").setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
  else $("#composer").removeAttribute("aria-activedescendant");
}

function complete(item) {
  const box = $("#composer");
  box.value = `${item.dataset.command} `;
  box.focus();
  grow(box);
  showCommands();
}

function commandKeys(event) {
  const item = selected();
  if ($("#commands").hidden || !item) return false;
  const all = offered();
  const at = all.indexOf(item);
  if (event.key === "ArrowDown") select(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") select(all[(at - 1 + all.length) % all.length]);
  else if (event.key === "Tab" && !event.shiftKey) complete(item);
  else if (event.key === "Enter" && !event.shiftKey && $("#composer").value !== item.dataset.command) complete(item);
  else if (event.key === "Escape") $("#commands").hidden = true;
  else return false;
  event.preventDefault();
  return true;
}

// -- tables -------------------------------------------------------------------------------------

function turnPage(table, step = 0) {
  const size = Number(table.dataset.pageSize);
  const rows = $$("tbody tr", table);
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const page = Math.min(last, Math.max(0, Number(table.dataset.page || 0) + (step || 0)));
  table.dataset.page = page;
  rows.forEach((row, i) => { row.hidden = Math.floor(i / size) !== page; });
  const pager = $(".pager span", table);
  if (pager) pager.textContent = `${page * size + 1}–${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`;
}

function sort(button) {
  const table = button.closest(".tabular");
  const column = Number(button.dataset.sort);
  const head = button.closest("th");
  const down = head.getAttribute("aria-sort") === "ascending";
  $$("th[aria-sort]", table).forEach((th) => th.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = $$("tbody tr", table);
  const numbers = rows.every((row) => row.cells[column].dataset.value !== undefined);
  const key = (row) => (numbers ? Number(row.cells[column].dataset.value) : row.cells[column].textContent);
  rows.sort((a, b) => (numbers ? key(a) - key(b) : key(a).localeCompare(key(b))) * (down ? -1 : 1));
  $("tbody", table).append(...rows);
  turnPage(table);
}

// -- listening ----------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  let found;
  if ((found = on("a[data-channel]"))) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go({ channel: found.dataset.channel, tab: "messages", thread: "" });
  } else if ((found = on("[data-person-switch]"))) go({ person: found.dataset.personSwitch, thread: "" });
  else if ((found = on("[data-tab]")) && found !== document.body) go({ tab: found.dataset.tab, thread: "" });
  else if ((found = on("button[data-thread]"))) { go({ thread: found.dataset.thread }); $("[data-testid=thread-composer]").focus(); }
  else if (on("[data-thread-close]")) go({ thread: "" });
  else if ((found = on("[data-drawer]"))) document.body.classList.toggle("drawer", found.dataset.drawer === "open");
  else if ((found = on("[data-try]"))) { const box = $("#composer"); box.value = found.dataset.try; box.focus(); grow(box); showCommands(); }
  else if ((found = on("#commands li"))) complete(found);
  else if (on("[data-modal=close]")) post("close", {}).then(refresh);
  else if ((found = on("[data-page]:is(button)"))) turnPage(found.closest(".tabular"), Number(found.dataset.page));
  else if ((found = on("[data-sort]"))) sort(found);
  else if ((found = on("button[data-act]"))) act(found, found.dataset.value);
  for (const menu of $$("details.overflow[open]")) if (!menu.contains(event.target) || on(".overflow li")) menu.open = false;
});

for (const scroll of $$(".scroll")) {
  scroll.addEventListener("scroll", () => {
    scroll.dataset.away = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight > 120;
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches(":is(select, input)[data-act]")) act(event.target, chosenValue(event.target));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.composer) send(form);
  else if (form.id === "modal-form") submit(form);
});

document.addEventListener("input", (event) => {
  if (!event.target.closest(".composer")) return;
  grow(event.target);
  if (event.target.id === "composer") showCommands();
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".composer textarea");
  if (!box || event.isComposing) {
    if (event.key === "Escape" && document.body.classList.contains("drawer")) document.body.classList.remove("drawer");
    return;
  }
  if (box.id === "composer" && commandKeys(event)) return;
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(box.form); }
});

$("#modal").addEventListener("cancel", (event) => { event.preventDefault(); post("close", {}).then(refresh); });
window.addEventListener("popstate", (event) => go({ thread: "", ...(event.state || {}) }, false));
history.replaceState({ ...here }, "", `/?${where()}`);
for (const list of $$(".messages")) for (const li of list.children) $$(".tabular[data-page-size]", li).forEach((t) => turnPage(t));
if ($("#modal").dataset.version) { drawn.modal = $("#modal").dataset.version; $("#modal").showModal(); }
$("#scroll").scrollTop = $("#scroll").scrollHeight;
new EventSource("/page/changes").onmessage = refresh;
refresh();
if (here.channel === "dm") post("home", { tab: here.tab === "home" ? "home" : "messages" });
$("#composer").focus();
