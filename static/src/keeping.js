// Saves a form quietly while somebody types: <form data-keep="/where/to/post/">. What became of it is said in #kept.
// The server answers with one sentence: its data-version is the version saved, data-stop means that we must not go on.
const EVERY = 30_000;
const SIGNED_OUT = "You have been signed out. What you typed is still here: press “Save and come back later”, and sign in again.";
const NO_MORE = "We can no longer save while you type. What you typed is still here: press “Save and come back later” to keep it.";
const NOT_NOW = "We could not save just now. What you typed is still here, and we try again in half a minute.";

export function keepQuietly(form) {
  const said = document.getElementById("kept");
  const mark = said.parentElement.querySelector("svg");
  const timer = setInterval(() => { going ??= keep().catch(() => say(NOT_NOW)).finally(() => { going = null; }); }, EVERY);
  let kept = answersOf(form);
  let going = null;
  let waits = false;

  async function keep() {
    const answers = answersOf(form);
    if (answers === kept) return;
    const answer = await post(form);
    if (answer === null || answer.status >= 500) return say(NOT_NOW);
    if (answer.type === "opaqueredirect") return stop(SIGNED_OUT);
    const sentence = answer.ok || answer.status === 409 ? await sentenceOf(answer) : null;
    if (!sentence) return stop(NO_MORE);
    if (sentence.dataset.stop) return stop(sentence.textContent);
    form.elements.version.value = sentence.dataset.version;
    kept = answers;
    say(sentence.textContent, true);
  }

  function say(words, isSaved = false) {
    said.textContent = words;
    mark.toggleAttribute("hidden", !isSaved);
  }

  function stop(words) {
    clearInterval(timer);
    say(words);
  }

  // Somebody who presses a button while we save waits for us, or they would meet their own words as a colleague's.
  form.addEventListener("submit", async (event) => {
    clearInterval(timer);
    if (going === null) return;
    event.preventDefault();
    if (waits) return;
    waits = true;
    await going;
    waits = false;
    form.requestSubmit(event.submitter);
  });
}

function answersOf(form) {
  const typed = new URLSearchParams(new FormData(form));
  typed.delete("version");
  return typed.toString();
}

async function post(form) {
  const body = new URLSearchParams(new FormData(form));
  return fetch(form.dataset.keep, { method: "POST", body, redirect: "manual", credentials: "same-origin" }).catch(() => null);
}

async function sentenceOf(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-version], [data-stop]");
}
