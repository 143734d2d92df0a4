// Light or dark (the system's choice until the reader makes one), and the order of an exercise's page.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("gemmlings-theme"); } catch { /* no storage: not remembered */ }

  const dark = () => (chosen ? chosen === "dark" : system.matches);
  const apply = () => {
    root.classList.toggle("dark-mode", dark());
    root.classList.toggle("light-mode", !dark());
  };
  apply(); // before the first paint
  system.addEventListener("change", apply);

  const toggle = () => {
    const button = document.createElement("button");
    const say = () => { button.textContent = dark() ? "Light" : "Dark"; };
    button.className = "gem-toggle";
    button.title = "Switch between light and dark";
    button.onclick = () => {
      chosen = dark() ? "light" : "dark";
      try { localStorage.setItem("gemmlings-theme", chosen); } catch { /* as above */ }
      apply();
      say();
    };
    say();
    system.addEventListener("change", say);
    document.getElementById("projectrow")?.insertCell().append(button);
  };

  addEventListener("DOMContentLoaded", () => {
    // A theme is there if its colours are; without one the plain style is light only.
    if (getComputedStyle(root).getPropertyValue("--page-background-color")) toggle();
    document.getElementById("doc-content")?.setAttribute("role", "main");
    document.getElementById("MSearchField")?.setAttribute("aria-label", "Search");
    // Doxygen puts all prose before the interface: hints and solutions belong after it.
    const help = document.getElementById("gem-help");
    help?.closest(".contents").append(help);
  });
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.gem-hint")) fold.open = true;
  });
})();
