/* Forms: characters left, no second sending, a warning before typed text is lost. Rows stand in rows.js.
   Which fields hold something else than the server sent is shared as window.typedFields. */
(function () {
  'use strict';
  const text = document.body.dataset;
  const length = (value) => Array.from(value.replace(/\s/g, '')).length;

  /* How many characters are left of the advised number; spoken only when typing rests. */
  function count(field) {
    const foot = document.querySelector('[data-count-for="' + CSS.escape(field.id) + '"]');
    if (!foot) return;
    const left = Number(field.dataset.counter) - length(field.value);
    const over = length(field.value) - Number(field.dataset.limit);
    if (field.dataset.limit && over > 0) {
      foot.textContent = text.textLimit.replace('{n}', field.dataset.limit).replace('{m}', over);
      foot.dataset.over = 'true';
      return;
    }
    foot.textContent = (left < 0 ? text.textOver : text.textLeft).replace('{n}', Math.abs(left));
    foot.dataset.over = String(left < 0);
  }
  document.querySelectorAll('[data-counter]').forEach(count);
  document.addEventListener('rows:changed', (event) => event.target.querySelectorAll && event.target.querySelectorAll('[data-counter]').forEach(count));
  document.addEventListener('input', (event) => { if (event.target.matches('[data-counter]')) count(event.target); });

  /* Whoever already types somewhere is left there. */
  document.querySelectorAll('[data-focus]').forEach((summary) => { if (document.activeElement === document.body) summary.focus(); });

  /* Warn before leaving with something typed; sending clears it. A second press while sending does nothing;
     a form that brings a file (data-download) leaves the page where it is and can be sent again soon. */
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
      if (form.hasAttribute('data-download')) setTimeout(() => rest(form), 3000);
    });
  });
  const rest = (form) => {
    delete form.dataset.sending;
    form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
  };
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sending]').forEach(rest));
  window.addEventListener('beforeunload', (event) => {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = text.textUnsaved;
  });
  document.addEventListener('rows:changed', () => { changed = true; });
  document.addEventListener('draft:saved', () => { changed = false; });

  /* What was typed before the scripts had come is told to all of them once they are there. */
  window.typedFields = (form) => Array.from(form.elements).filter((field) => {
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.matches('select')) return Array.from(field.options).some((option) => option.defaultSelected) && Array.from(field.options).some((option) => option.selected !== option.defaultSelected);
    if (field.matches('textarea')) return field.value !== field.defaultValue;
    if (!field.matches('input') || ['hidden', 'file', 'submit', 'button', 'image', 'reset'].includes(field.type)) return false;
    const fresh = document.createElement('input');
    fresh.type = field.type;
    fresh.value = field.defaultValue;
    return field.value !== fresh.value;
  });
  document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('form[data-guard]').forEach((form) => {
    window.typedFields(form).forEach((field) => field.dispatchEvent(new Event('input', { bubbles: true })));
  }));
})();
