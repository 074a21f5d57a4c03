// The player.  It knows nothing of graphs: `story` says which keys are shown from which step on,
// which are lit in a step, and what is said.  Text goes in as text, never as markup.
"use strict";
(() => {
  const story = JSON.parse(document.getElementById("story").textContent);
  const last = story.steps.length - 1;
  const root = document.documentElement;
  const find = (name) => document.querySelector(`[data-part="${name}"]`);
  const slider = find("slider");
  const query = new URLSearchParams(location.search);
  const things = []; // of both pictures: {element, key, from, text}
  let step = 0, lang = root.lang, timer = null, isOpen = false;

  for (const element of document.querySelectorAll("svg [data-node], svg [data-wire]")) {
    const {node, wire, label, way, mark} = element.dataset;
    const key = (node === undefined ? `w${wire}` : `n${node}`) + ":" + (label ?? way ?? mark ?? "shape");
    things.push({element, key, from: story.shows[key] ?? 0, text: element.textContent});
  }

  function show(number) {
    step = Math.max(0, Math.min(last, number));
    const now = story.steps[step];
    const texts = {};
    for (const earlier of story.steps.slice(0, step + 1)) Object.assign(texts, earlier.texts);
    const lit = new Set(now.lights);
    for (const {element, key, from, text} of things) {
      element.classList.toggle("later", from > step);
      element.classList.toggle("lit", lit.has(key));
      if (element.tagName === "text") {
        const wanted = step < last ? texts[key] ?? text : text;
        if (element.textContent !== wanted) element.textContent = wanted;
      }
    }
    speak();
    follow();
  }

  // Where the picture is larger than its window, what is lit comes to the middle.
  function follow() {
    const figure = document.querySelector("figure:not([hidden])");
    const shape = figure.querySelector(".lit[data-node]:not(text)") ?? figure.querySelector(".lit");
    if (!shape) return;
    const outer = figure.getBoundingClientRect(), inner = shape.getBoundingClientRect();
    figure.scrollTo({
      left: figure.scrollLeft + inner.x + inner.width / 2 - outer.x - outer.width / 2,
      top: figure.scrollTop + inner.y + inner.height / 2 - outer.y - outer.height / 2,
      behavior: isOpen && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "auto",
    });
    isOpen = true;
  }

  function speak() {
    const now = story.steps[step], words = story.words[lang];
    root.lang = lang;
    root.dir = lang === "fa" ? "rtl" : "ltr";
    document.title = story.title ?? words.page_title;
    for (const figure of document.querySelectorAll("figure")) figure.hidden = figure.lang !== lang;
    const phase = find("phase");
    phase.textContent = words[`phase_${now.phase}`];
    phase.className = `phase ${now.phase}`;
    const count = words.count.replace("{step}", digits(step)).replace("{all}", digits(last));
    find("count").textContent = count;
    find("sentence").textContent = now.sentences[lang];
    find("board").replaceChildren(...now.terms.map(([text, role, name]) => {
      const term = document.createElement("div");
      if (text === ";") { term.className = "term turn"; return term; }
      term.className = `term ${role || "sign"}`;
      const number = document.createElement("b");
      number.textContent = text;
      term.append(number);
      if (role) {
        const caption = document.createElement("small");
        caption.lang = lang;
        caption.dir = root.dir;
        caption.textContent = words[`role_${role}`];
        if (name) {
          const whose = document.createElement("bdi");
          whose.textContent = name;
          caption.append(" (", whose, ")");
        }
        term.append(caption);
      }
      return term;
    }));
    slider.value = step;
    slider.setAttribute("aria-label", words.slider);
    slider.setAttribute("aria-valuetext", `${count}. ${now.sentences[lang]}`);
    for (const name of ["first", "back", "next", "last"]) label(find(name), words[name]);
    label(find("play"), timer ? words.pause : words.play);
    find("play").classList.toggle("running", Boolean(timer));
    find("first").disabled = find("back").disabled = step === 0;
    find("last").disabled = find("next").disabled = step === last;
    find("keys").textContent = words.keys;
    const other = find("language");
    other.textContent = words.other_language;
    other.lang = lang === "fa" ? "en" : "fa";
  }

  function label(button, text) {
    button.setAttribute("aria-label", text);
    button.title = text;
  }

  function digits(number) {
    return lang === "fa" ? String(number).replace(/\d/g, (d) => "۰۱۲۳۴۵۶۷۸۹"[d]) : String(number);
  }

  function play(wanted) {
    clearInterval(timer);
    timer = null;
    if (wanted) {
      if (step === last) show(0);
      timer = setInterval(() => (step < last ? go(step + 1, true) : play(false)), 1800);
    }
    speak();
  }

  function go(number, playing) {
    if (!playing && timer) play(false);
    show(number);
    if (playing && step === last) play(false);
  }

  const moves = {
    first: () => go(0), back: () => go(step - 1), next: () => go(step + 1), last: () => go(last),
    play: () => play(!timer),
    language: () => { lang = lang === "fa" ? "en" : "fa"; speak(); follow(); },
  };
  for (const [name, move] of Object.entries(moves)) {
    find(name).addEventListener("click", () => {
      move();
      if (find(name).disabled) slider.focus(); // a button that goes grey would lose the keys
    });
  }
  slider.max = last;
  slider.addEventListener("input", () => go(Number(slider.value)));

  const keys = {
    ArrowRight: moves.next, ArrowLeft: moves.back, Home: moves.first, End: moves.last,
    PageDown: moves.next, PageUp: moves.back, // what a presenter's remote control sends
    " ": moves.play,
  };
  document.addEventListener("keydown", (event) => {
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.altKey || event.ctrlKey || event.metaKey || (event.key === " " && onButton)) return;
    if (event.key in keys) { event.preventDefault(); keys[event.key](); }
  });

  if (query.get("lang") in story.words) lang = query.get("lang");
  root.classList.add("plays");
  const hasSums = story.steps.some((one) => one.terms.some(([text]) => text === ";"));
  root.classList.toggle("sums", hasSums);
  show(Number(query.get("step")) || 0);
})();
