/* Rows of a form: added, moved by buttons, keys or dragging, taken away with a way back. Names and ids hold the prefix and the row's
   number, "steps-0-action"; they are numbered anew after each change. */
(function () {
  'use strict';

  document.querySelectorAll('[data-rows]').forEach((box) => {
    const list = box.querySelector('.rows');
    const status = box.querySelector('[data-row-status]');
    const undo = box.querySelector('[data-row-undo]');
    const numbered = new RegExp('^((?:count-)?' + box.dataset.rows + '-)(?:\\d+|__index__)(?=-|$)');
    let taken = null;

    box.querySelector('[data-row-add]').addEventListener('click', (event) => {
      event.preventDefault();
      add();
      list.lastElementChild.querySelector('input:not([type="hidden"]), textarea, select').focus();
      say(status.dataset.textAdded, list.children.length - 1);
    });
    box.addEventListener('rows:more', add);
    box.addEventListener('rows:renumber', renumber);
    list.addEventListener('click', (event) => {
      const button = event.target.closest('[data-row-up], [data-row-down], [data-row-remove]');
      if (!button) return;
      const row = button.closest('.row');
      if (button.hasAttribute('data-row-remove')) remove(row);
      else shift(row, button.hasAttribute('data-row-up') ? -1 : 1, button);
    });
    list.addEventListener('keydown', (event) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing || !/^Arrow(Up|Down)$/.test(event.key)) return;
      const row = event.target.closest('.row');
      event.preventDefault();
      shift(row, event.key === 'ArrowUp' ? -1 : 1, event.target);
    });
    undo.addEventListener('click', () => {
      list.insertBefore(taken.row, list.children[taken.at] || null);
      undo.hidden = true;
      renumber();
      taken.row.querySelector('input:not([type="hidden"]), textarea, select').focus();
      say(status.dataset.textBack, taken.at);
    });
    list.addEventListener('pointerdown', drag);
    renumber();

    function add() {
      list.appendChild(box.querySelector('template').content.cloneNode(true));
      renumber();
    }

    function remove(row) {
      const next = row.nextElementSibling || row.previousElementSibling;
      taken = { row, at: Array.from(list.children).indexOf(row) };
      row.remove();
      renumber();
      undo.hidden = false;
      (next ? next.querySelector('[data-row-remove]') : box.querySelector('[data-row-add]')).focus();
      say(status.dataset.textRemoved, taken.at);
    }

    function shift(row, step, focused) {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (step < 0) list.insertBefore(row, other); else list.insertBefore(other, row);
      renumber();
      (focused.disabled ? row.querySelector('[data-row-remove]') : focused).focus();
      row.scrollIntoView({ block: 'nearest' });
      say(status.dataset.textMoved, Array.from(list.children).indexOf(row));
    }

    /* The handle follows the finger or the mouse; the row goes where it is let go. */
    function drag(event) {
      const handle = event.target.closest('[data-row-drag]');
      if (!handle || event.button > 0) return;
      const row = handle.closest('.row');
      const began = Array.from(list.children).indexOf(row);
      event.preventDefault();
      row.dataset.dragged = '';
      const move = (now) => {
        const over = Array.from(list.children).find((one) => {
          const place = one.getBoundingClientRect();
          return one !== row && now.clientY > place.top && now.clientY < place.bottom;
        });
        if (over) {
          const place = over.getBoundingClientRect();
          const next = now.clientY < place.top + place.height / 2 ? over : over.nextElementSibling;
          if (next !== row && next !== row.nextElementSibling) list.insertBefore(row, next);
        }
        if (now.clientY < 80) window.scrollBy(0, -12);
        if (now.clientY > window.innerHeight - 120) window.scrollBy(0, 12);
      };
      const end = () => {
        document.removeEventListener('pointermove', move);
        ['pointerup', 'pointercancel'].forEach((name) => document.removeEventListener(name, end));
        delete row.dataset.dragged;
        const at = Array.from(list.children).indexOf(row);
        renumber();
        if (at !== began) say(status.dataset.textMoved, at);
      };
      document.addEventListener('pointermove', move); // not on the handle: moving its row would let go of it
      ['pointerup', 'pointercancel'].forEach((name) => document.addEventListener(name, end));
    }

    function renumber() {
      Array.from(list.children).forEach((row, index) => {
        row.querySelectorAll('[id], [name], [for], [aria-describedby], [data-count-for]').forEach((one) => {
          ['id', 'name', 'for', 'aria-describedby', 'data-count-for'].forEach((attribute) => {
            const value = one.getAttribute(attribute);
            if (value) one.setAttribute(attribute, value.split(' ').map((word) => word.replace(numbered, '$1' + index)).join(' '));
          });
        });
        row.querySelectorAll('[data-row-up], [data-row-down], [data-row-remove], [data-row-drag]').forEach((button) => { button.hidden = false; });
        row.querySelector('[data-row-up]').disabled = index === 0;
        row.querySelector('[data-row-down]').disabled = index === list.children.length - 1;
        row.querySelector('[data-row-remove]').disabled = list.children.length <= Number(box.dataset.minimum);
      });
    }

    function say(words, index) {
      status.textContent = words.replace('{n}', index + 1);
      box.dispatchEvent(new CustomEvent('rows:changed', { bubbles: true }));
    }
  });
})();
