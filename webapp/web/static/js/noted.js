/* Signed-in people keep what they searched last; searches and opened hits are counted without who it was.
   Sends the small form of the result page (data-noted): once for a text in this window, and when a hit is opened. */
(function () {
  'use strict';
  const form = document.querySelector('form[data-noted]');
  if (!form || !window.fetch) return;
  const key = 'noted ' + form.elements.q.value;

  function once(what) {
    try {
      if (sessionStorage.getItem(what + key)) return false;
      sessionStorage.setItem(what + key, '1');
    } catch (error) { /* private window: counted again */ }
    return true;
  }

  function send(what) {
    if (!once(what)) return;
    form.elements.what.value = what;
    fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin', keepalive: true }).catch(() => undefined);
  }

  setTimeout(() => send('search'), 800);
  document.getElementById('results').addEventListener('click', (event) => {
    if (event.target.closest('.result-list a')) send('click');
  });
})();
