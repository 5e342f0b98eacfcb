/* Buttons that act on the page: copy (data-copy, also without https), print (data-print). */
(function () {
  'use strict';
  const text = document.body.dataset;

  document.querySelectorAll('[data-copy], [data-print]').forEach((button) => { button.hidden = false; });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy], [data-print]');
    if (!button) return;
    if (button.hasAttribute('data-print')) window.print();
    if (button.hasAttribute('data-copy')) copy(wanted(button)).then((done) => say(done ? text.textCopied : text.textCopyFailed));
  });

  /* data-copy="#id" copies that element's text, data-copy="/…" an address of this site, an empty one this page's address. */
  function wanted(button) {
    const value = button.dataset.copy;
    if (!value) return location.href.split('#')[0];
    if (value[0] === '#') return document.querySelector(value).innerText.trim();
    return value[0] === '/' ? location.origin + value : value;
  }

  function copy(value) {
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(value).then(() => true, () => copyBySelection(value));
    }
    return Promise.resolve(copyBySelection(value));
  }

  function copyBySelection(value) {
    const area = document.createElement('textarea');
    area.value = value;
    area.className = 'visually-hidden';
    area.readOnly = true;
    document.body.appendChild(area);
    area.select();
    let done = false;
    try { done = document.execCommand('copy'); } catch (error) { done = false; }
    area.remove();
    return done;
  }

  function say(words) {
    const toast = document.createElement('div');
    toast.className = 'toast';
    toast.setAttribute('role', 'status');
    document.body.appendChild(toast);
    toast.textContent = words;
    setTimeout(() => toast.remove(), 2500);
  }
})();
