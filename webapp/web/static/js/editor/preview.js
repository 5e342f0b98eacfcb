/* How a text will look, beside it: made by the server, as readers get it, a moment after typing rests. */
(function () {
  'use strict';
  const STORE = 'writing-look';
  const REST = 400;
  const words = document.getElementById('writing-words').dataset;
  const form = document.getElementById('editor');
  const script = document.querySelector('script[data-look-math]').dataset;
  const wide = window.matchMedia('(min-width: 62em)');

  document.querySelectorAll('[data-writing]').forEach((box) => {
    const field = box.querySelector('textarea');
    const look = box.querySelector('[data-look]');
    const toggle = box.querySelector('[data-tool="look"]');
    let timer = 0;
    let running = false;
    let shown = look.childElementCount ? field.value : null;

    field.addEventListener('writing:look', () => { set(look.hidden); remember(!look.hidden); });
    field.addEventListener('input', later);
    field.addEventListener('compositionend', later);
    set(wide.matches && wanted());

    function set(on) {
      look.hidden = !on;
      box.dataset.looking = String(on);
      toggle.setAttribute('aria-pressed', String(on));
      if (on) { if (shown === null && !field.value.trim()) say(words.lookEmpty); else draw(); if (shown !== null) dress(look); }
    }

    function later(event) {
      if (look.hidden || event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(draw, REST);
    }

    function draw() {
      if (running || look.hidden || shown === field.value) return;
      if (!field.value.trim()) { shown = field.value; say(words.lookEmpty); return; }
      running = true;
      const asked = field.value;
      const data = new FormData();
      data.append('csrf_token', form.elements.csrf_token.value);
      data.append('section', box.dataset.section);
      data.append('text', asked);
      fetch(form.dataset.preview, { method: 'POST', body: data, credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' } })
        .then((answer) => answer.json().then((json) => (answer.ok ? put(json.html) : say(json.error || words.lookFailed))))
        .catch(() => say(words.lookFailed))
        .then(() => {
          shown = asked;
          running = false;
          if (field.value !== asked) later({});
        });
    }

    /* The server's renderer has made this safe; the page's policy runs no script in it either way. */
    function put(html) {
      const made = document.createElement('template');
      made.innerHTML = html;
      look.replaceChildren(made.content);
      dress(look);
    }

    function say(sentence) {
      const line = document.createElement('p');
      line.className = 'muted';
      line.textContent = sentence;
      look.replaceChildren(line);
    }
  });

  /* Formulae need their letters; a picture just sent takes a moment until it can be shown. */
  function dress(look) {
    if (look.querySelector('.arithmatex')) math(() => document.dispatchEvent(new CustomEvent('math:draw', { detail: look })));
    look.querySelectorAll('img').forEach((image) => image.addEventListener('error', () => again(image, 1)));
  }

  function again(image, turn) {
    if (turn > 6) return;
    setTimeout(() => { image.src = image.src.split('?')[0] + '?' + turn; }, 700 * turn);
    image.addEventListener('error', () => again(image, turn + 1), { once: true });
  }

  function math(then) {
    if (window.katex) { then(); return; }
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = script.lookSheet;
    const letters = document.createElement('script');
    letters.src = script.lookKatex;
    letters.addEventListener('load', () => {
      const drawing = document.createElement('script');
      drawing.src = script.lookMath;
      drawing.addEventListener('load', then);
      document.head.append(drawing);
    });
    document.head.append(sheet, letters);
  }

  function wanted() {
    try { return localStorage.getItem(STORE) !== 'off'; } catch (error) { return true; }
  }

  function remember(on) {
    try { localStorage.setItem(STORE, on ? 'on' : 'off'); } catch (error) { /* private window: the choice lasts for this page */ }
  }
})();
