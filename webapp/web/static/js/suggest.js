/* Suggestions below a search box (data-suggest: the address that gives them). The pattern is a combobox with a list:
   the cursor stays in the field, arrows choose, Enter opens what is chosen or searches, Esc closes. Nothing is asked
   while characters are composed; an answer that came too late is dropped; the list stays until the next one is there. */
(function () {
  'use strict';
  if (!window.fetch || !window.AbortController) return;
  const REST = 90;
  document.querySelectorAll('input[data-suggest]').forEach(begin);

  function begin(field) {
    const known = new Map();
    const list = document.createElement('ul');
    const status = document.createElement('span');
    let composing = false;
    let timer = 0;
    let running = null;
    let active = -1;

    list.className = 'menu-sheet suggest';
    list.id = field.id + '-suggestions';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', field.dataset.textList);
    status.className = 'visually-hidden';
    status.setAttribute('role', 'status');
    field.parentNode.append(list, status);
    Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox' })
      .forEach(([name, value]) => field.setAttribute(name, value));

    field.addEventListener('compositionstart', () => { composing = true; stop(); });
    field.addEventListener('compositionend', () => { composing = false; soon(); });
    field.addEventListener('input', (event) => { if (!composing && !event.isComposing) soon(); });
    field.addEventListener('focus', () => { if (!field.value.trim() && 'recent' in field.dataset) ask(); });
    field.addEventListener('blur', close);
    field.addEventListener('keydown', (event) => { if (!composing && !event.isComposing && event.keyCode !== 229) press(event); });
    list.addEventListener('mousedown', (event) => event.preventDefault());
    list.addEventListener('click', (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) location.assign(option.dataset.url);
    });

    function soon() {
      stop();
      if (!field.value.trim() && !('recent' in field.dataset)) { close(); return; }
      timer = setTimeout(ask, REST);
    }

    function stop() {
      clearTimeout(timer);
      if (running) running.abort();
      running = null;
    }

    function ask() {
      const typed = field.value.trim();
      if (known.has(typed)) { show(known.get(typed)); return; }
      const own = running = new AbortController();
      const address = field.dataset.suggest + '?q=' + encodeURIComponent(typed);
      fetch(address, { signal: own.signal, credentials: 'same-origin', headers: { Accept: 'application/json' } })
        .then((answer) => (answer.ok ? answer.json() : []))
        .then((lines) => {
          if (known.size > 60) known.clear();
          known.set(typed, lines);
          if (own === running && !composing && field.value.trim() === typed && document.activeElement === field) show(lines);
        })
        .catch(() => undefined);
    }

    function show(lines) {
      list.replaceChildren(...lines.map(option));
      active = -1;
      field.removeAttribute('aria-activedescendant');
      list.hidden = lines.length === 0;
      field.setAttribute('aria-expanded', String(lines.length > 0));
      status.textContent = lines.length ? field.dataset.textCount.replace('{n}', lines.length) : '';
    }

    function option(line, index) {
      const made = document.createElement('li');
      const text = document.createElement('span');
      const kind = document.createElement('span');
      made.id = list.id + '-' + index;
      made.className = 'facet-option';
      made.dataset.url = line.url;
      made.setAttribute('role', 'option');
      made.setAttribute('aria-selected', 'false');
      kind.className = 'facet-count';
      mark(text, line.text);
      kind.textContent = line.label;
      made.append(text, kind);
      return made;
    }

    /* What was typed stands out in what is suggested. */
    function mark(text, whole) {
      const typed = field.value.trim().toLowerCase();
      const at = typed ? whole.toLowerCase().indexOf(typed) : -1;
      if (at < 0) { text.textContent = whole; return; }
      const strong = document.createElement('b');
      strong.textContent = whole.slice(at, at + typed.length);
      text.append(whole.slice(0, at), strong, whole.slice(at + typed.length));
    }

    function press(event) {
      const count = list.children.length;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        if (list.hidden) { if (field.value.trim() || 'recent' in field.dataset) ask(); return; }
        move(event.key === 'ArrowDown' ? (active + 2) % (count + 1) - 1 : (active + count + 1) % (count + 1) - 1);
      } else if (event.key === 'Escape' && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
        event.preventDefault();
        location.assign(list.children[active].dataset.url);
      }
    }

    function move(place) {
      if (active >= 0) list.children[active].setAttribute('aria-selected', 'false');
      active = place;
      if (active < 0) { field.removeAttribute('aria-activedescendant'); return; }
      const chosen = list.children[active];
      chosen.setAttribute('aria-selected', 'true');
      field.setAttribute('aria-activedescendant', chosen.id);
      chosen.scrollIntoView({ block: 'nearest' });
    }

    function close() {
      stop();
      list.hidden = true;
      active = -1;
      field.setAttribute('aria-expanded', 'false');
      field.removeAttribute('aria-activedescendant');
      status.textContent = '';
    }
  }
})();
