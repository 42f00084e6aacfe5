// Keeps “Copies from its address” up to date while a copy is being fetched. Without it, a link does.
"use strict";

const EVERY = 1500; // milliseconds

async function follow() {
  const section = document.getElementById("copies");
  if (!section || !section.dataset.follow) return;
  try {
    const response = await fetch(section.dataset.follow, { credentials: "same-origin", redirect: "error" });
    if (!response.ok) return; // logged out meanwhile: the link says so
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("copies");
    section.replaceChildren(...now.childNodes);
    if (!now.dataset.follow) delete section.dataset.follow;
  } catch {
    // Not to be reached just now: asked again.
  }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
