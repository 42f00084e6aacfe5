/* The claim's page. Without this everything works: it only keeps the place, and says in which section one is. */

"use strict";

const form = document.getElementById("claim_form");
const links = new Map(
    [...document.querySelectorAll(".desk-sections a")].map((link) => [link.hash.slice(1), link]),
);
const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);

/* After saving, the browser comes back to the section that was worked on. */
function keepPlace(section) {
    if (form && section) form.action = `${location.pathname}${location.search}#${section.id}`;
}

function current() {
    const line = window.innerHeight / 3;
    return sections.filter((section) => section.getBoundingClientRect().top < line).pop() ?? sections[0];
}

function mark() {
    const section = current();
    for (const [id, link] of links) {
        if (section && id === section.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
    }
    keepPlace(section);
}

/* A row that was just added begins with its first field. */
document.addEventListener("formset:added", (event) => {
    event.target.querySelector("select, input:not([type=hidden]), textarea")?.focus();
});

/* What was refused comes first, wherever one was. */
const conflict = document.querySelector(".desk-conflict");
const refusal = conflict ?? document.querySelector("#claim_form .errornote");
if (refusal) {
    const wrong = document.querySelector(".desk-sections a[href^='#section']:has(.desk-errors)");
    if (wrong && !conflict) wrong.click();
    else {
        history.replaceState(null, "", location.pathname + location.search);
        refusal.scrollIntoView({ block: conflict ? "start" : "center" });
    }
    document.querySelector(".desk-aside .errorlist")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("scroll", mark, { passive: true });
document.addEventListener("focusin", (event) => keepPlace(event.target.closest(".desk-section")));
mark();
