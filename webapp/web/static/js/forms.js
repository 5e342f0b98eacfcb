/* Forms: characters left, rows to add and move, no second sending, a warning before typed text is lost. */
(function () {
  'use strict';
  const text = document.body.dataset;
  const length = (value) => Array.from(value.replace(/\s/g, '')).length;

  /* How many characters are left of the advised number; spoken only when typing rests. */
  function count(field) {
    const foot = document.querySelector('[data-count-for="' + CSS.escape(field.id) + '"]');
    if (!foot) return;
    const left = Number(field.dataset.counter) - length(field.value);
    foot.textContent = (left < 0 ? text.textOver : text.textLeft).replace('{n}', Math.abs(left));
    foot.dataset.over = String(left < 0);
  }
  document.querySelectorAll('[data-counter]').forEach(count);
  document.addEventListener('input', (event) => { if (event.target.matches('[data-counter]')) count(event.target); });

  document.querySelectorAll('[data-focus]').forEach((summary) => summary.focus());

  /* Warn before leaving with something typed; sending clears it. A second press while sending does nothing. */
  let changed = false;
  document.addEventListener('input', (event) => { if (event.target.closest('form[data-guard]')) changed = true; });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sending) { event.preventDefault(); return; }
    setTimeout(() => {
      if (event.defaultPrevented || form.method !== 'post') return;
      changed = false;
      form.dataset.sending = '1';
      form.querySelectorAll('button[type="submit"]').forEach((button) => button.setAttribute('aria-busy', 'true'));
    });
  });
  window.addEventListener('pageshow', () => {
    document.querySelectorAll('form[data-sending]').forEach((form) => {
      delete form.dataset.sending;
      form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
    });
  });
  window.addEventListener('beforeunload', (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = text.textUnsaved;
  });
  document.addEventListener('rows:changed', () => { changed = true; });
  document.addEventListener('draft:saved', () => { changed = false; });

  /* Rows: names and ids hold the prefix and the row's number, "steps-0-action"; they are numbered anew after each change. */
  document.querySelectorAll('[data-rows]').forEach((box) => {
    const list = box.querySelector('.rows');
    const status = box.querySelector('[data-row-status]');
    const numbered = new RegExp('^((?:count-)?' + box.dataset.rows + '-)(?:\\d+|__index__)(?=-|$)');

    function renumber() {
      Array.from(list.children).forEach((row, index) => {
        row.querySelectorAll('[id], [name], [for], [aria-describedby], [data-count-for]').forEach((one) => {
          ['id', 'name', 'for', 'aria-describedby', 'data-count-for'].forEach((attribute) => {
            const value = one.getAttribute(attribute);
            if (value) one.setAttribute(attribute, value.split(' ').map((word) => word.replace(numbered, '$1' + index)).join(' '));
          });
        });
        row.querySelectorAll('[data-row-up], [data-row-down], [data-row-remove]').forEach((button) => { button.hidden = false; });
        row.querySelector('[data-row-up]').disabled = index === 0;
        row.querySelector('[data-row-down]').disabled = index === list.children.length - 1;
        row.querySelector('[data-row-remove]').disabled = list.children.length <= Number(box.dataset.minimum);
      });
    }

    function say(words, index) {
      status.textContent = words.replace('{n}', index + 1);
      box.dispatchEvent(new CustomEvent('rows:changed', { bubbles: true }));
    }

    box.querySelector('[data-row-add]').addEventListener('click', (event) => {
      event.preventDefault();
      list.appendChild(box.querySelector('template').content.cloneNode(true));
      renumber();
      list.lastElementChild.querySelectorAll('[data-counter]').forEach(count);
      list.lastElementChild.querySelector('input:not([type="hidden"]), textarea, select').focus();
      say(status.dataset.textAdded, list.children.length - 1);
    });
    list.addEventListener('click', (event) => {
      const button = event.target.closest('[data-row-up], [data-row-down], [data-row-remove]');
      if (!button) return;
      const row = button.closest('.row');
      if (button.hasAttribute('data-row-remove')) {
        const next = row.nextElementSibling || row.previousElementSibling;
        row.remove();
        renumber();
        (next ? next.querySelector('[data-row-remove]') : box.querySelector('[data-row-add]')).focus();
        say(status.dataset.textRemoved, 0);
        return;
      }
      if (button.hasAttribute('data-row-up')) list.insertBefore(row, row.previousElementSibling);
      else list.insertBefore(row.nextElementSibling, row);
      renumber();
      (button.disabled ? row.querySelector('[data-row-remove]') : button).focus();
      say(status.dataset.textMoved, Array.from(list.children).indexOf(row));
    });
    renumber();
  });
})();
