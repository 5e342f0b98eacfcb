/* What is typed into any form stays in this browser until the form has succeeded: a sign-in that ran out, a fault of the network or a
   closed window lose nothing. Kept for this account only, without passwords and files; visitors' forms are kept for this window only. */
(function () {
  'use strict';
  const body = document.body;
  const account = body.dataset.account;
  const PREFIX = 'form:' + account + ':';
  const DAYS = 7;
  const NEVER = /^(csrf_token|do)$|password|-add$/;
  const store = box();
  if (!store) return;

  forgetDone();
  forgetOld();
  document.querySelectorAll('form[data-guard]').forEach(watch);
  document.addEventListener('submit', (event) => {
    if (new URL(event.target.action, location.href).pathname.endsWith('/sign-out')) all().forEach((key) => store.removeItem(key));
  });

  function watch(form) {
    const key = PREFIX + new URL(form.action, location.href).pathname;
    const asShown = window.typedFields(form).length ? '' : JSON.stringify(values(form)); // somebody types already: nothing is as it was shown
    const kept = read(key);
    let timer = 0;
    if (body.dataset.method === 'POST') store.removeItem(key); // the server has handed back what was typed
    else if (kept && JSON.stringify(kept.values) !== asShown) {
      if (kept.sent && asShown) { fill(form, kept); say(form, kept, key, true); } else say(form, kept, key, false);
    }
    const later = () => { clearTimeout(timer); timer = setTimeout(() => keep(false), 700); };
    form.addEventListener('input', later);
    form.addEventListener('change', later);
    form.addEventListener('rows:changed', later);
    form.addEventListener('kept:here', () => keep(false));
    form.addEventListener('kept:elsewhere', () => { clearTimeout(timer); timer = 0; store.removeItem(key); });
    form.addEventListener('submit', () => { clearTimeout(timer); timer = 0; keep(true); });
    window.addEventListener('pagehide', () => { if (timer) { clearTimeout(timer); keep(false); } });

    function keep(sent) {
      const now = values(form);
      timer = 0;
      if (!sent && JSON.stringify(now) === asShown) { store.removeItem(key); return; }
      try { store.setItem(key, JSON.stringify({ at: Date.now(), sent, values: now })); } catch (error) { /* full: the page still warns before it is left */ }
    }
  }

  function values(form) {
    const found = [];
    Array.from(form.elements).forEach((field) => {
      if (!field.name || field.disabled || NEVER.test(field.name)) return;
      if (['file', 'password', 'submit', 'button', 'image', 'reset'].includes(field.type) || field.autocomplete === 'one-time-code') return;
      if (field.closest('template, [data-not-kept]')) return;
      if (field.type === 'checkbox' || field.type === 'radio') { if (field.checked) found.push([field.name, field.value]); return; }
      if (field.type === 'select-multiple') Array.from(field.selectedOptions).forEach((option) => found.push([field.name, option.value]));
      else found.push([field.name, field.value]);
    });
    return found;
  }

  function fill(form, kept) {
    addRows(form, kept.values);
    const waiting = new Map();
    kept.values.forEach(([name, value]) => waiting.set(name, [...(waiting.get(name) || []), value]));
    Array.from(form.elements).forEach((field) => {
      if (!field.name || NEVER.test(field.name) || ['file', 'password', 'submit', 'button'].includes(field.type)) return;
      const found = waiting.get(field.name);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = Boolean(found && found.includes(field.value));
      else if (field.type === 'select-multiple') Array.from(field.options).forEach((option) => { option.selected = Boolean(found && found.includes(option.value)); });
      else if (found && found.length) field.value = found.shift();
    });
    form.querySelectorAll('[data-counter]').forEach((field) => field.dispatchEvent(new Event('input', { bubbles: true })));
    form.dispatchEvent(new CustomEvent('rows:changed', { bubbles: true }));
    document.dispatchEvent(new CustomEvent('kept:restored', { detail: form }));
  }

  /* Rows somebody had added are there again before they are filled; what was taken away stays away. */
  function addRows(form, kept) {
    form.querySelectorAll('[data-rows]').forEach((rows) => {
      const name = new RegExp('^' + rows.dataset.rows + '-(\\d+)-');
      const wanted = kept.reduce((most, pair) => { const found = name.exec(pair[0]); return found ? Math.max(most, Number(found[1]) + 1) : most; }, 0);
      const list = rows.querySelector('.rows');
      while (list.children.length < wanted) rows.dispatchEvent(new CustomEvent('rows:more'));
      while (list.children.length > Math.max(wanted, 1)) list.lastElementChild.remove();
    });
  }

  function say(form, kept, key, isFilled) {
    const notice = document.getElementById('kept-form').content.firstElementChild.cloneNode(true);
    const words = notice.dataset;
    const bring = notice.querySelector('[data-kept-bring]');
    notice.querySelector('[data-kept-words]').textContent = (isFilled ? words.textFilled : words.textOffered).replace('{at}', moment(kept.at));
    bring.hidden = isFilled;
    bring.addEventListener('click', () => { fill(form, kept); notice.remove(); form.querySelector('input:not([type="hidden"]), textarea, select').focus(); });
    notice.querySelector('[data-kept-drop]').addEventListener('click', () => {
      store.removeItem(key);
      if (isFilled) { document.dispatchEvent(new CustomEvent('draft:saved')); location.reload(); } else notice.remove();
    });
    form.before(notice);
  }

  /* The server names the form that has just succeeded. */
  function forgetDone() {
    const found = /(?:^|; )form-done=([^;]*)/.exec(document.cookie);
    if (!found) return;
    document.cookie = 'form-done=; path=/; max-age=0; samesite=lax';
    const path = decodeURIComponent(found[1]);
    store.removeItem(PREFIX + path);
    try { window.sessionStorage.removeItem('form::' + path); } catch (error) { /* there was none */ }
  }

  function forgetOld() {
    all().forEach((key) => {
      const kept = read(key);
      if (!kept || Date.now() - kept.at > DAYS * 86400000) store.removeItem(key);
    });
  }

  function all() {
    return Object.keys(store).filter((key) => key.startsWith(PREFIX));
  }

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (error) { return null; }
  }

  function moment(at) {
    const day = new Date(at);
    const two = (number) => String(number).padStart(2, '0');
    const clock = two(day.getHours()) + ':' + two(day.getMinutes());
    return day.toDateString() === new Date().toDateString() ? clock : day.getMonth() + 1 + '-' + two(day.getDate()) + ' ' + clock;
  }

  function box() {
    try { return account ? window.localStorage : window.sessionStorage; } catch (error) { return null; }
  }
})();
