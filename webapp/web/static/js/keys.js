/* Keyboard: `/` search, `?` help, and the marked links. Never inside a field or while characters are composed; can be switched off. */
(function () {
  'use strict';
  const STORE = 'keys-off';
  let sheet = null;
  let before = null;

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && sheet) { close(); return; }
    if (sheet && event.key === 'Tab') { keepInside(event); return; }
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || sheet || isOff() || isTyping(event.target)) return;
    const act = actions[event.key];
    if (act && act() !== false) event.preventDefault();
  });
  document.querySelectorAll('[data-keys-open]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', show);
  });

  const actions = {
    '/': () => press('[data-search]', 'focus') && press('[data-search]', 'select'),
    '?': show,
    c: () => press('[data-key-copy]', 'click'),
    p: () => press('[data-print]', 'click'),
    ArrowLeft: () => press('[data-key-left]', 'click'),
    ArrowRight: () => press('[data-key-right]', 'click'),
  };

  function press(selector, how) {
    const found = Array.from(document.querySelectorAll(selector)).find((one) => one.getClientRects().length > 0);
    if (!found) return false;
    found[how]();
    return true;
  }

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function isOff() {
    try { return localStorage.getItem(STORE) === '1'; } catch (error) { return false; }
  }

  function show() {
    before = document.activeElement;
    sheet = document.getElementById('keys-help').content.firstElementChild.cloneNode(true);
    document.body.appendChild(sheet);
    const toggle = sheet.querySelector('[data-keys-toggle]');
    const name = () => { toggle.textContent = isOff() ? toggle.dataset.textOn : toggle.dataset.textOff; };
    name();
    toggle.addEventListener('click', () => {
      try { localStorage.setItem(STORE, isOff() ? '0' : '1'); } catch (error) { /* private window: the choice lasts for this page */ }
      name();
    });
    sheet.addEventListener('click', (event) => { if (event.target === sheet || event.target.closest('[data-close]')) close(); });
    sheet.querySelector('[data-close]').focus();
  }

  function close() {
    sheet.remove();
    sheet = null;
    if (before) before.focus();
  }

  function keepInside(event) {
    const stops = sheet.querySelectorAll('button');
    const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement !== edge && sheet.contains(document.activeElement)) return;
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0].focus();
  }
})();
