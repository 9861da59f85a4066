// What htmx does not do: buttons that copy a text, and buttons that take an item out of a form.
document.addEventListener("click", async (event) => {
  const copies = event.target.closest("[data-copy]");
  if (copies) {
    await navigator.clipboard.writeText(document.getElementById(copies.dataset.copy).textContent);
    const label = copies.textContent;
    copies.textContent = "Copied";
    setTimeout(() => { copies.textContent = label; }, 1500);
  }
  event.target.closest("[data-remove]")?.closest(".item").remove();
});
