/* Keys of the whole editor (save, help), the help sheet, and the list of what is missing. */
(function () {
  'use strict';
  let sheet = null;
  let before = null;

  document.addEventListener('writing:help', open);
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (sheet) { inSheet(event); return; }
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === '/') { event.preventDefault(); open(); }
    if (event.key.toLowerCase() === 's' && !event.shiftKey) { event.preventDefault(); document.dispatchEvent(new CustomEvent('writing:save')); }
  });
  document.addEventListener('writing:missing', (event) => show(event.detail));
  /* After a late save: take what the other wrote for one field; the browser's undo brings one's own back. */
  document.querySelectorAll('[data-take]').forEach((button) => {
    const field = document.getElementById(button.dataset.take);
    button.hidden = !field;
    button.addEventListener('click', () => {
      if (field.matches('textarea, input')) window.writingText.replace(field, 0, field.value.length, button.dataset.text);
      else { field.value = button.dataset.text; field.dispatchEvent(new Event('input', { bubbles: true })); }
      field.scrollIntoView({ block: 'center' });
    });
  });
  document.addEventListener('writing:similar', (event) => {
    const box = document.querySelector('[data-similar]');
    box.hidden = !event.detail.length;
    box.querySelector('ul').replaceChildren(...event.detail.map((one) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = one.url;
      link.target = '_blank';
      link.rel = 'noopener';
      link.textContent = one.title;
      item.append(link, ' ' + one.number);
      return item;
    }));
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-missing] a');
    if (!link) return;
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    link.closest('details').open = false;
    const folded = field.closest('details.disclosure');
    if (folded) folded.open = true;
    field.scrollIntoView({ block: 'center' });
    (field.matches('input, textarea, select') ? field : field.querySelector('input:not([type="hidden"]), textarea, select') || field).focus({ preventScroll: true });
  });

  function show(missing) {
    const box = document.querySelector('[data-missing]');
    const count = box.querySelector('[data-missing-count]');
    const list = box.querySelector('ul');
    count.textContent = missing.length ? box.dataset.text.replace('{n}', missing.length) : box.dataset.textNone;
    box.dataset.count = missing.length;
    list.replaceChildren(...missing.map((one) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = '#' + one.field;
      link.textContent = one.words;
      item.append(link);
      return item;
    }));
    box.querySelector('[data-missing-none]').hidden = missing.length > 0;
  }

  function open() {
    before = document.activeElement;
    sheet = document.getElementById('writing-help').content.firstElementChild.cloneNode(true);
    document.body.append(sheet);
    sheet.addEventListener('click', (event) => { if (event.target === sheet || event.target.closest('[data-close]')) close(); });
    sheet.querySelector('[data-close]').focus();
  }

  function close() {
    sheet.remove();
    sheet = null;
    if (before) before.focus();
  }

  function inSheet(event) {
    if (event.key === 'Escape') close();
    if (event.key !== 'Tab') return;
    event.preventDefault();
    sheet.querySelector('[data-close]').focus();
  }
})();
