"use strict";
(() => {
  const data = /*DATA*/null;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const FINEST = LETTERS.length ** 2 - 1, LEVELS = 16, SECONDS = 8;
  const at = (id) => document.getElementById(id);
  const unpack = (letters) => {
    const numbers = new Float32Array(letters.length / 2);
    for (let i = 0; i < numbers.length; i++)
      numbers[i] = (LETTERS.indexOf(letters[2 * i]) * 64 + LETTERS.indexOf(letters[2 * i + 1])) / FINEST;
    return numbers;
  };
  const canvas = at("picture"), pen = canvas.getContext("2d"), size = data.size;
  const grid = unpack(data.grid), last = data.moments.length - 1;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const margin = { left: 48, right: 14, top: 14, bottom: 34 };
  const wide = canvas.width - margin.left - margin.right, tall = canvas.height - margin.top - margin.bottom;
  const runs = data.runs.map((run) => {
    const way = unpack(run.way);
    return { ...run, way, length: way.length / 3, on: true };
  });
  let now = last, playing = false, space = false, turn = 215, lang = data.lang, started = 0, from = 0;

  // Where things are ------------------------------------------------------------------------
  const flat = (x, y) => [margin.left + x * wide, margin.top + (1 - y) * tall];
  const inSpace = (x, y, z) => {
    const angle = (turn * Math.PI) / 180, a = x - 0.5, b = y - 0.5;
    const right = a * Math.cos(angle) - b * Math.sin(angle), deep = a * Math.sin(angle) + b * Math.cos(angle);
    const unit = canvas.width * 0.62;
    return [canvas.width / 2 + right * unit, canvas.height * 0.62 - deep * unit * 0.5 - (z - 0.35) * unit * 0.55, deep];
  };
  const place = (x, y, z) => (space ? inSpace(x, y, z) : flat(x, y));

  // The surface, drawn once for each view onto a sheet of its own -----------------------------
  const shade = (z) => { const grey = Math.round(252 - 70 * z); return `rgb(${grey},${grey},${grey})`; };
  const sheet = document.createElement("canvas");
  sheet.width = canvas.width; sheet.height = canvas.height;
  const contours = (ink) => {
    const height = (i, j) => grid[j * size + i], n = size - 1;
    for (let level = 1; level < LEVELS; level++) {
      const h = level / LEVELS;
      ink.beginPath();
      for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) {
        const corner = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]], cuts = [];
        for (let k = 0; k < 4; k++) {
          const [a, b] = corner[k], [c, d] = corner[(k + 1) % 4], one = height(a, b), two = height(c, d);
          if (one < h !== two < h) {
            const share = (h - one) / (two - one);
            cuts.push(flat((a + (c - a) * share) / n, (b + (d - b) * share) / n));
          }
        }
        for (let k = 0; k + 1 < cuts.length; k += 2) { ink.moveTo(...cuts[k]); ink.lineTo(...cuts[k + 1]); }
      }
      ink.stroke();
    }
  };
  const ticks = (low, high) => {
    const rough = (high - low) / 6, ten = 10 ** Math.floor(Math.log10(rough));
    const gap = [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= rough), found = [];
    for (let k = Math.ceil(low / gap - 1e-9); k * gap <= high + gap * 1e-9; k++) found.push(k * gap);
    return [found, Math.max(0, -Math.floor(Math.log10(gap) + 1e-9))];
  };
  const axes = (ink) => {
    const [left, right, low, high] = data.frame;
    ink.fillStyle = ink.strokeStyle = "#222"; ink.lineWidth = 1; ink.font = '13px "DejaVu Sans",sans-serif';
    ink.strokeRect(margin.left, margin.top, wide, tall);
    const say = (number, digits) => number.toFixed(digits).replace("-", "−");
    let [marks, digits] = ticks(left, right);
    ink.textAlign = "center"; ink.textBaseline = "top";
    for (const mark of marks) { const [x, y] = flat((mark - left) / (right - left), 0); ink.fillText(say(mark, digits), x, y + 6); }
    [marks, digits] = ticks(low, high);
    ink.textAlign = "right"; ink.textBaseline = "middle";
    for (const mark of marks) { const [x, y] = flat(0, (mark - low) / (high - low)); ink.fillText(say(mark, digits), x - 6, y); }
  };
  const ground = () => {
    const ink = sheet.getContext("2d"), n = size - 1;
    ink.clearRect(0, 0, sheet.width, sheet.height);
    const cells = [];
    for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) {
      const corner = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const heights = corner.map(([a, b]) => grid[b * size + a]);
      const points = corner.map(([a, b], k) => place(a / n, b / n, heights[k]));
      cells.push([points[0][2] || 0, points, (heights[0] + heights[1] + heights[2] + heights[3]) / 4, i, j]);
    }
    if (space) cells.sort((one, two) => two[0] - one[0]);  // the far ones first
    for (const [, points, z, i, j] of cells) {
      ink.beginPath(); points.forEach(([x, y], k) => (k ? ink.lineTo(x, y) : ink.moveTo(x, y))); ink.closePath();
      ink.fillStyle = ink.strokeStyle = shade(z); ink.lineWidth = 1; ink.fill(); ink.stroke();
      if (!space) continue;
      ink.strokeStyle = "rgba(90,90,90,.55)"; ink.lineWidth = 0.6; ink.beginPath();
      if (j % 3 === 0) { ink.moveTo(...points[0].slice(0, 2)); ink.lineTo(...points[1].slice(0, 2)); }
      if (i % 3 === 0) { ink.moveTo(...points[0].slice(0, 2)); ink.lineTo(...points[3].slice(0, 2)); }
      ink.stroke();
    }
    if (space) { names(ink); return; }
    ink.strokeStyle = "#777"; ink.lineWidth = 0.7;
    contours(ink); axes(ink);
    ink.lineWidth = 2.4; ink.strokeStyle = "#000";
    for (const [x, y] of data.lowest) {
      const [a, b] = flat(x, y);
      ink.beginPath(); ink.moveTo(a - 7, b); ink.lineTo(a + 7, b); ink.moveTo(a, b - 7); ink.lineTo(a, b + 7); ink.stroke();
    }
  };
  const names = (ink) => {
    ink.fillStyle = "#222"; ink.font = 'italic 15px "DejaVu Sans",sans-serif'; ink.textAlign = "center"; ink.textBaseline = "middle";
    for (const [x, y, name] of [[1.07, 0.5, "x →"], [-0.07, 0.5, "← x"], [0.5, 1.07, "y →"], [0.5, -0.07, "← y"]])
      ink.fillText(name, ...inSpace(x, y, 0.15).slice(0, 2));
  };

  // The ways ------------------------------------------------------------------------------------
  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(sheet, 0, 0);
    pen.lineJoin = "round"; pen.lineCap = "butt";
    for (const run of runs) {
      if (!run.on) continue;
      const end = Math.min(now, run.length - 1), line = new Path2D();
      for (let k = 0; k <= end; k++) {
        const [x, y] = place(run.way[3 * k], run.way[3 * k + 1], run.way[3 * k + 2]);
        if (k) line.lineTo(x, y); else line.moveTo(x, y);
      }
      pen.setLineDash(run.dashes);
      pen.strokeStyle = "#000"; pen.lineWidth = data.width + data.outline; pen.stroke(line);
      pen.strokeStyle = run.colour; pen.lineWidth = data.width; pen.stroke(line);
    }
    pen.setLineDash([]);
    for (const run of runs) {
      if (!run.on) continue;
      const k = Math.min(now, run.length - 1);
      const [x, y] = place(run.way[3 * k], run.way[3 * k + 1], run.way[3 * k + 2]);
      pen.beginPath(); pen.arc(x, y, 6, 0, 7); pen.fillStyle = run.colour; pen.fill();
      pen.strokeStyle = "#000"; pen.lineWidth = 1.5; pen.stroke();
    }
  };
  const digits = (number) => (lang === "fa" ? String(number).replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(number));
  const number = (height) => {
    if (height === null) return "∞";
    const [front, power] = String(height).replace("-", "−").split("e");
    return front + (power ? "×10" + power.replace("+", "").replace(/./g, (c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] || "⁻") : "");
  };
  const words = () => data.words[lang];
  const show = (moment) => {
    now = Math.max(0, Math.min(last, moment));
    at("slider").value = now;
    const said = `${words().step} ${digits(data.moments[now])}`;
    at("count").textContent = said; at("slider").setAttribute("aria-valuetext", said);
    for (const run of runs) {
      run.cell.textContent = number(run.heights[Math.min(now, run.length - 1)]);
      run.remark.hidden = !run.note[lang] || data.moments[now] < run.from;
    }
    draw();
  };
  const speak = () => {
    const best = runs.filter((run) => run.on).map((run) => run.label + " " + number(run.heights[Math.min(now, run.length - 1)]));
    at("said").textContent = at("count").textContent + ": " + best.slice(0, 12).join(", ");
  };

  // Playing -------------------------------------------------------------------------------------
  const tick = (time) => {
    if (!playing) return;
    started = started || time;
    const gone = (time - started) / 1000;
    // Who wants less motion sees ten pictures, one each second.
    const share = calm.matches ? Math.floor(gone) / 10 : gone / SECONDS;
    const moment = Math.min(last, from + Math.floor(share * last));
    if (moment !== now) show(moment);
    if (moment >= last) { play(false); return; }
    requestAnimationFrame(tick);
  };
  const play = (wanted) => {
    playing = wanted; started = 0;
    if (playing) { if (now >= last) show(0); from = now; requestAnimationFrame(tick); } else speak();
    at("play").textContent = words()[playing ? "pause" : "play"];
  };
  const jump = (moment) => { if (playing) play(false); show(moment); speak(); };
  const look = (wanted) => {
    space = wanted;
    at("view").setAttribute("aria-pressed", String(space));
    at("turning").hidden = !space;
    ground(); draw();
  };
  const choose = (run, on) => { run.on = on; run.box.checked = on; run.row.classList.toggle("off", !on); };

  // Words and the legend --------------------------------------------------------------------------
  const svg = "http://www.w3.org/2000/svg";
  const swatch = (run) => {
    const drawing = document.createElementNS(svg, "svg");
    drawing.setAttribute("width", 56); drawing.setAttribute("height", 12); drawing.setAttribute("aria-hidden", "true");
    for (const [colour, width] of [["#000", data.width + data.outline], [run.colour, data.width]]) {
      const line = document.createElementNS(svg, "line");
      for (const [name, value] of Object.entries({ x1: 1, y1: 6, x2: 55, y2: 6, stroke: colour, "stroke-width": width, "stroke-dasharray": run.dashes.join(" ") }))
        line.setAttribute(name, value);
      drawing.append(line);
    }
    return drawing;
  };
  for (const run of runs) {
    run.row = at("runs").insertRow();
    const label = document.createElement("label"), name = document.createElement("bdi");
    run.box = document.createElement("input"); run.box.type = "checkbox"; run.box.checked = true;
    run.box.addEventListener("change", () => { choose(run, run.box.checked); draw(); });
    name.textContent = run.label; label.append(run.box, swatch(run));
    run.row.insertCell().append(label);
    run.box.setAttribute("aria-label", run.label);
    run.remark = document.createElement("span"); run.remark.className = "note";
    run.row.insertCell().append(name, run.remark);
    run.cell = run.row.insertCell(); run.cell.dir = "ltr";
  }
  const speakLanguage = () => {
    const root = document.documentElement, told = words();
    root.lang = lang; root.dir = lang === "fa" ? "rtl" : "ltr";
    document.title = at("title").textContent = told.title;
    canvas.setAttribute("aria-label", told.picture);
    at("language").textContent = told.other_language; at("language").lang = lang === "fa" ? "en" : "fa";
    at("view").textContent = told.space; at("turning").firstElementChild.textContent = told.turn;
    at("all").textContent = told.all_on; at("none").textContent = told.all_off;
    at("who").textContent = told.optimizer; at("high").textContent = told.height;
    at("every").textContent = told.every; at("keys").textContent = told.keys;
    for (const id of ["first", "back", "forward"]) { at(id).title = told[id]; at(id).setAttribute("aria-label", told[id]); }
    at("slider").setAttribute("aria-label", told.step);
    for (const run of runs) run.remark.textContent = run.note[lang];
    for (const part of document.querySelectorAll("[data-word]")) part.textContent = told[part.dataset.word];
    for (const part of document.querySelectorAll("[data-run]")) part.textContent = runs[part.dataset.run].heading[lang];
    at("play").textContent = told[playing ? "pause" : "play"];
    show(now);
  };

  at("slider").max = last;
  at("slider").addEventListener("input", () => { if (playing) play(false); show(Number(at("slider").value)); });
  at("slider").addEventListener("change", speak);
  at("play").addEventListener("click", () => play(!playing));
  at("first").addEventListener("click", () => jump(0));
  at("back").addEventListener("click", () => jump(now - 1));
  at("forward").addEventListener("click", () => jump(now + 1));
  at("view").addEventListener("click", () => look(!space));
  at("turn").addEventListener("input", () => { turn = Number(at("turn").value); ground(); draw(); });
  at("all").addEventListener("click", () => { runs.forEach((run) => choose(run, true)); draw(); });
  at("none").addEventListener("click", () => { runs.forEach((run) => choose(run, false)); draw(); });
  at("language").addEventListener("click", () => { lang = lang === "fa" ? "en" : "fa"; speakLanguage(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const kind = event.target.type, key = event.key;
    if (key === " " && !(event.target instanceof HTMLButtonElement) && kind !== "checkbox") play(!playing);
    else if (kind !== "range" && key === "ArrowRight") jump(now + 1);
    else if (kind !== "range" && key === "ArrowLeft") jump(now - 1);
    else if (kind !== "range" && key === "Home") jump(0);
    else if (kind !== "range" && key === "End") jump(last);
    else if (key === "v" || key === "V") look(!space);
    else if (/^[1-9]$/.test(key) && runs[key - 1]) { choose(runs[key - 1], !runs[key - 1].on); draw(); }
    else return;
    event.preventDefault();
  });
  let held = null;
  canvas.addEventListener("pointerdown", (event) => { if (space) { held = event.clientX; canvas.setPointerCapture(event.pointerId); } });
  canvas.addEventListener("pointermove", (event) => {
    if (held === null) return;
    turn = (turn + (event.clientX - held) * 0.6 + 360) % 360; held = event.clientX;
    at("turn").value = turn; ground(); draw();
  });
  canvas.addEventListener("pointerup", () => { held = null; });
  // ``#step=12&view=space`` shows a certain picture, for a link in a lesson.
  const wished = new URLSearchParams(location.hash.slice(1));
  ground();
  if (wished.get("view") === "space") look(true);
  if (wished.has("step")) now = Math.max(0, data.moments.findIndex((moment) => moment >= Number(wished.get("step"))));
  speakLanguage();
})();
