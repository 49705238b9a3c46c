// What makes the desk handier; every page works without it.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // On a phone the menu and the facets begin folded.
  if (matchMedia("(max-width: 60rem)").matches) $$(".menu, .folds").forEach((one) => { one.open = false; });

  // News: says that more has come in; never moves what is being read.
  const seen = Number(document.body.dataset.lastEntry || 0);
  const news = $("#news");
  if (news && "EventSource" in window) {
    const source = new EventSource("/api/v1/news");
    source.addEventListener("extent", (event) => {
      const told = JSON.parse(event.data);
      $("#extent").textContent = told.reports;
      if (seen && told.last_entry !== seen) {
        news.href = location.pathname + location.search;
        news.hidden = false;
      }
    });
    addEventListener("pagehide", () => source.close());
  }

  // Keys.
  const pages = { s: "/", f: "/figures", d: "/disputes", i: "/incidents", t: "/timeline", p: "/people", a: "/access", k: "/talks", m: "/places", q: "/statements", o: "/sources", r: "/reports", c: "/copies", v: "/review" };
  let going = 0;
  const rows = () => $$(".row, .board .line, .board .claim");
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest(".row, .line, .claim"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const goes = Date.now() - going < 1500 && pages[event.key];
    if (goes) { location.href = goes; return; }
    if (event.key === "g") { going = Date.now(); return; }
    if (event.key === "/") { event.preventDefault(); $("#find").focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "Enter" && event.target.matches(".row, .line, .claim")) {
      const link = $(".words a, .where a", event.target);
      if (link) location.href = link.href;
    }
  });

  // Reviewing by keys: on a line of the queue.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const row = event.target.closest && event.target.closest(".queue .row");
    const press = (selector) => { const button = row && $(selector, row); if (button) button.click(); };
    if (event.key === "y") press("[value=accept]");
    if (event.key === "n") press("[value=reject]");
    if (event.key === "e") press("a[href^='/review/']");
    if (event.key === "u" && $(".queue")) { const undo = $(".undo"); if (undo) undo.click(); }
  });

  // On the page of one finding every decision has a key: it presses a button, or leads to a field.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || Date.now() - going < 1500 || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const pressed = /^[a-z]$/.test(event.key) && $(`[data-press="${event.key}"]`);
    if (pressed) {
      event.preventDefault();
      if (pressed.tagName === "BUTTON") pressed.click(); else pressed.focus();
    }
    if (event.key === "u" && $(".decide")) { const undo = $(".undo"); if (undo) undo.click(); }
  });

  // Words that are selected in the passage are those that a correction should hold.
  const context = $(".context"), value = $("#value");
  if (context && value) document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed && context.contains(selection.anchorNode) && context.contains(selection.focusNode)) {
      value.value = selection.toString().trim();
      const field = $("[name=field]"), spans = ["content", "words"];
      const span = [...field.options].find((one) => spans.includes(one.text));
      if (span && !spans.concat("cue").includes(field.value)) field.value = span.text;
    }
  });

  // Files can be dropped on the form.
  const drop = $(".drop");
  if (drop) {
    const files = $("input[type=file]", drop);
    for (const name of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.toggle("over", name === "dragover");
        if (name === "drop" && event.dataTransfer.files.length) files.files = event.dataTransfer.files;
      });
    }
  }
})();
