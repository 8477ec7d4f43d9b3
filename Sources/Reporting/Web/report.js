(() => {
  "use strict";
  const all = (s, root = document) => [...root.querySelectorAll(s)];

  // Theme: follows the system until the reader chooses.
  const button = document.querySelector(".theme"), html = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = on => { html.dataset.theme = on ? "dark" : "light"; };
  set(dark.matches);
  button.hidden = false;
  button.onclick = () => set(html.dataset.theme !== "dark");

  // Rows of a table sorted by the number behind the text, else by the text.
  const value = (row, n) => {
    const cell = row.cells[n];
    return cell.dataset.sort === undefined ? cell.textContent.trim() : Number(cell.dataset.sort);
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b
      : typeof a === "number" ? -1 : typeof b === "number" ? 1 : a.localeCompare(b);
  for (const table of all("main table")) {
    if (table.tBodies[0].rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, n) => {
      head.classList.add("sortable");
      head.tabIndex = 0;
      const sort = () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? 1 : -1) * compare(value(a, n), value(b, n)));
        table.tBodies[0].append(...rows);
      };
      head.onclick = sort;
      head.onkeydown = e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); sort(); } };
    });
  }

  // A link to an origin opens it.
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  addEventListener("hashchange", open);
  open();
  addEventListener("beforeprint", () => all("details").forEach(d => { d.dataset.was = d.open; d.open = true; }));
  addEventListener("afterprint", () => all("details").forEach(d => { d.open = d.dataset.was === "true"; }));

  // The section in view is marked in the navigation.
  const links = new Map(all("nav a").map(a => [a.getAttribute("href").slice(1), a]));
  const seen = new IntersectionObserver(entries => {
    for (const e of entries) if (e.isIntersecting) {
      links.forEach(a => a.classList.remove("here"));
      links.get(e.target.id)?.classList.add("here");
    }
  }, { rootMargin: "-15% 0px -75%" });
  all("main > section[id]").forEach(s => seen.observe(s));

  // Dose–volume histograms: volume of every region at the dose under the pointer.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const group of all("g.dvh")) {
    const svg = group.ownerSVGElement;
    const [x, y, w, h, x0, x1, y0, y1] = group.dataset.plot.split(" ").map(Number);
    const curves = all("[data-series]", group).map(g => ({
      name: g.dataset.series,
      points: (all("path", g).at(-1)?.getAttribute("d") ?? "").match(/-?[\d.]+ -?[\d.]+/g)?.map(p => p.split(" ").map(Number)) ?? []
    }));
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("class", "cross");
    line.setAttribute("stroke", "currentColor");
    line.setAttribute("stroke-width", "0.6");
    svg.append(line);
    const hide = () => { tip.hidden = true; line.removeAttribute("d"); };
    const at = (points, px) => {
      const n = points.findIndex(p => p[0] >= px);
      if (n < 0) return 0;
      if (n === 0) return points[0][1];
      const [a, b] = [points[n - 1], points[n]];
      return a[1] + (b[1] - a[1]) * (b[0] > a[0] ? (px - a[0]) / (b[0] - a[0]) : 0);
    };
    svg.addEventListener("pointermove", e => {
      const point = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
      if (point.x < x || point.x > x + w || point.y < y || point.y > y + h) return hide();
      const dose = x0 + (point.x - x) / w * (x1 - x0);
      const rows = curves.map(c => {
        const py = at(c.points, point.x);
        const v = py === 0 ? 0 : y0 + (y + h - py) / h * (y1 - y0);
        return `${Math.max(0, v).toFixed(1).padStart(5)} %  ${c.name}`;
      });
      tip.textContent = `V(${dose.toFixed(1)} Gy)\n` + rows.join("\n");
      tip.hidden = false;
      tip.style.left = Math.min(e.pageX + 14, scrollX + innerWidth - tip.offsetWidth - 8) + "px";
      tip.style.top = e.pageY + 14 + "px";
      line.setAttribute("d", `M${point.x} ${y}V${y + h}`);
    });
    svg.addEventListener("pointerleave", hide);
  }

  // Slices to page through.
  for (const viewer of all(".viewer")) {
    const planes = JSON.parse(viewer.querySelector(".frames").textContent);
    const draw = [];
    for (const data of planes) {
      const box = viewer.querySelector(`[data-plane=${data.plane}]`);
      if (!box) continue;
      const slider = box.querySelector(".slice"), lines = box.querySelector(".lines");
      const [base, wash] = [box.querySelector(".base"), box.querySelector(".wash")];
      const show = () => {
        const f = data.frames[slider.value];
        base.src = "data:image/png;base64," + f.a;
        wash.hidden = !f.w;
        if (f.w) wash.src = "data:image/png;base64," + f.w;
        wash.style.opacity = viewer.querySelector(".opacity").value / 100;
        lines.setAttribute("viewBox", `0 0 ${f.c} ${f.r}`);
        lines.innerHTML = (viewer.querySelector(".contours").checked ? f.l : "")
          + (viewer.querySelector(".isodoses")?.checked ? f.i : "");
        box.querySelector("output").textContent = f.label;
      };
      const step = by => { slider.value = Number(slider.value) + by; show(); };
      slider.oninput = show;
      box.querySelector(".stage").addEventListener("wheel", e => { e.preventDefault(); step(Math.sign(e.deltaY)); }, { passive: false });
      box.addEventListener("keydown", e => {
        const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[e.key];
        if (by && e.target !== slider) { e.preventDefault(); step(by); }
      });
      draw.push(show);
    }
    all(".tools input", viewer).forEach(i => { i.oninput = () => draw.forEach(d => d()); });
    draw.forEach(d => d());
    viewer.hidden = false;
  }
})();
