// A button under a field that copies what stands in it. Without this script the field can be selected.

const field = document.querySelector("[data-copy]");

if (field && navigator.clipboard) {
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = field.dataset.copied;
    } catch {
      field.select(); // not allowed to copy: the words are at least chosen
    }
  });
  const line = document.createElement("p");
  line.className = "doing gap-3";
  line.append(button, said);
  field.after(line);
}
