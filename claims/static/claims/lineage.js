"use strict";

// Draws the lineage again while evidence is edited. Without this script it is drawn whenever the page is loaded.
document.addEventListener("DOMContentLoaded", () => {
  const section = document.querySelector("#desk-lineage[data-address]");
  const form = document.getElementById("claim_form");
  const repeats = document.getElementById("desk-repeats");
  if (!section || !form) {
    return;
  }
  const drawn = section.querySelector("[data-drawn]");
  const said = section.querySelector("[data-said]");
  let waiting = 0;
  let turn = 0;

  function rows() {
    const wanted = (name) => name.startsWith("evidence-") || name === "csrfmiddlewaretoken";
    return [...new FormData(form)].filter(([name, value]) => wanted(name) && typeof value === "string");
  }

  function show(html) {
    const fresh = drawn.cloneNode(false);
    fresh.innerHTML = html;
    if (fresh.innerHTML === drawn.innerHTML) {
      return;
    }
    const chosen = [...drawn.querySelectorAll("select")].map((select) => [select.id, select.value]);
    drawn.innerHTML = html;
    const isNoted = drawn.querySelector(".desk-noted");
    for (const [id, value] of isNoted ? [] : chosen) {
      const select = document.getElementById(id);
      if (select && [...select.options].some((option) => option.value === value)) {
        select.value = value;
      }
    }
    said.textContent = drawn.querySelector(".desk-counted")?.textContent ?? "";
  }

  async function ask(address, more = []) {
    const mine = ++turn;
    try {
      const body = new URLSearchParams([...rows(), ...more]);
      const response = await fetch(address, { method: "POST", body });
      if (!response.ok || response.redirected) {
        throw new Error(response.statusText);
      }
      const html = await response.text();
      if (mine === turn) {
        show(html);
      }
    } catch {
      said.textContent = section.dataset.fault;
      said.classList.remove("visually-hidden");
      return;
    }
    said.classList.add("visually-hidden");
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(section.dataset.address), 300);
  }

  // jQuery, because a choice from an autocomplete is an event of jQuery's alone.
  django.jQuery("#evidence-group").on("change", later);
  document.addEventListener("formset:removed", later);
  // Perhaps a source was changed in another tab.
  window.addEventListener("focus", later);

  repeats?.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(repeats.action, [...new FormData(repeats)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  });
});
