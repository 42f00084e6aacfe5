// While a claim is logged: what is proposed for the empty fields, and which claims are already there.
// The page works without this: its button “Propose the rest” asks for the same.
"use strict";
{
  const PAUSE = 500; // milliseconds without a key
  const PROPOSED = ["statement", "headline", "slug", "language"];
  const form = document.getElementById("claim_form");
  const found = document.getElementById("claim-found");
  const field = (name) => document.getElementById(`id_${name}`);
  const last = { topics: "" }; // what was proposed: a field that holds something else is somebody's own
  let waiting = 0;
  let asking = null;

  const isOurs = (name) => field(name).value === "" || field(name).value === last[name];
  const chosen = () => [...field("topics").selectedOptions].map((option) => option.value).join();

  const question = () => {
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "seen_text", "seen_url", "another_claim", "_popup"]) {
      if (form.elements[name] && (form.elements[name].type !== "checkbox" || form.elements[name].checked)) {
        data.set(name, form.elements[name].value);
      }
    }
    for (const name of PROPOSED) {
      data.set(name, isOurs(name) ? "" : field(name).value);
    }
    return data;
  };

  const fill = (proposed, topics) => {
    for (const name of PROPOSED) {
      // Not under the hands of somebody who is typing there.
      if (isOurs(name) && field(name) !== document.activeElement) {
        field(name).value = last[name] = proposed[name];
      }
    }
    if (chosen() === last.topics) {
      field("topics").replaceChildren(...topics.map(({ id, text }) => new Option(text, id, true, true)));
      last.topics = chosen();
      django.jQuery(field("topics")).trigger("change");
    }
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const request = { method: "POST", body: question(), signal: asking.signal };
    try {
      const response = await fetch(found.dataset.address, request);
      if (!response.ok) {
        return;
      }
      const answer = await response.json();
      fill(answer.proposed, answer.topics);
      if (!found.contains(document.activeElement)) {
        found.innerHTML = answer.found;
      }
      document.getElementById("claim-status").textContent = answer.status;
    } catch (fault) {
      if (fault.name !== "AbortError") {
        throw fault;
      }
    }
  };

  if (form && found && found.dataset.address) {
    form.addEventListener("input", (event) => {
      if (["seen_text", "seen_url", "statement", "headline"].includes(event.target.name)) {
        clearTimeout(waiting);
        waiting = setTimeout(ask, PAUSE);
      }
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      asking?.abort();
    });
  }
}
