// What htmx does not do: buttons that copy a text, buttons that take an item out of a form, the choice of who calls by
// typing, and a request that failed, which is said where htmx would be silent.
function select(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.textContent);
  } catch {
    // Over plain http there is no clipboard but on the own machine.
    select(text);
    if (!document.execCommand("copy")) return "Selected: copy it by keyboard";
  }
  return "Copied";
}

document.addEventListener("click", async (event) => {
  const copies = event.target.closest("[data-copy]");
  if (copies) {
    copies.dataset.label ??= copies.textContent;
    copies.textContent = await copy(document.getElementById(copies.dataset.copy));
    setTimeout(() => { copies.textContent = copies.dataset.label; }, 3000);
  }
  event.target.closest("[data-remove]")?.closest(".item").remove();
});

// A key that is typed shall be the one that is tried, and the same for a user.
document.addEventListener("input", (event) => {
  const radio = event.target.closest(".choice")?.querySelector('input[type="radio"]');
  if (radio && event.target.value) radio.checked = true;
});

function say(problem) {
  const line = document.createElement("p");
  line.className = "problem";
  line.textContent = problem;
  document.getElementById("problems").replaceChildren(line);
}

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const problem = page.querySelector(".problem")?.textContent;
  say(problem ?? `This was not done: the console answered with ${xhr.status} ${xhr.statusText}.`);
});
document.addEventListener("htmx:sendError", () => say("This was not done: the console cannot be reached."));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.shouldSwap) document.getElementById("problems").replaceChildren();
});
