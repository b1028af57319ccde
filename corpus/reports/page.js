for (const form of document.querySelectorAll(".filter")) {
  const rules = [...form.parentElement.querySelectorAll(".rule")];
  const search = form.querySelector("input[type=search]");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const told = form.querySelector("[role=status]");
  const show = () => {
    const words = search.value.toLowerCase();
    const on = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const rule of rules) {
      rule.hidden = !on.has(rule.dataset.severity) || !rule.textContent.toLowerCase().includes(words);
      count += rule.hidden ? 0 : 1;
    }
    told.textContent = `${count} of ${rules.length}`;
  };
  form.addEventListener("input", show);
  form.hidden = false;
  show();
}
addEventListener("hashchange", () => {
  const rule = document.getElementById(location.hash.slice(1));
  if (rule instanceof HTMLDetailsElement) rule.open = true;
});
