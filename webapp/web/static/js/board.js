/* What moving items and moving halls on the board have in common: one of them follows the pointer, moves are sent one after the other. */
(function () {
  'use strict';

  const element = document.querySelector('[data-board]');
  if (!element) return;
  const words = element.dataset;
  const status = element.querySelector('[data-board-status]');
  const halls = () => Array.from(element.querySelectorAll('[data-hall]'));
  let sending = Promise.resolve();

  /* Until the pointer lets go `settle` is told its height and puts what is held where it belongs; `end` whether it was dropped.
     Held near an edge the page goes on by itself, as far as it goes. */
  function carry(event, edge, step, settle, end) {
    let at = event.clientY;
    const follow = (now) => { at = now.clientY; settle(at); };
    const scrolling = window.setInterval(() => {
      const by = at < edge ? -step : at > window.innerHeight - edge ? step : 0;
      if (!by) return;
      window.scrollBy({ top: by, behavior: 'instant' });
      settle(at);
    }, 30);
    const over = (last) => {
      window.clearInterval(scrolling);
      document.removeEventListener('pointermove', follow);
      ['pointerup', 'pointercancel'].forEach((name) => document.removeEventListener(name, over));
      end(last.type === 'pointerup');
    };
    document.addEventListener('pointermove', follow);
    ['pointerup', 'pointercancel'].forEach((name) => document.addEventListener(name, over));
  }

  /* `board:sent` as it goes, `board:answered` with the order there is then. */
  function send(address, fields) {
    const data = new FormData();
    data.append('csrf_token', element.querySelector('[name="csrf_token"]').value);
    Object.entries(fields).forEach(([name, value]) => data.append(name, value));
    element.dispatchEvent(new CustomEvent('board:sent'));
    sending = sending.then(() => fetch(address, { method: 'POST', body: data, keepalive: true, headers: { 'X-Requested-With': 'XMLHttpRequest' } }))
      .then((answer) => { if (!answer.ok || answer.redirected) throw new Error(String(answer.status)); return answer.json(); })
      .then((answer) => element.dispatchEvent(new CustomEvent('board:answered', { detail: answer })))
      .catch(() => {
        status.textContent = words.textFailed;
        window.setTimeout(() => window.location.reload(), 1500);
      });
  }

  window.board = { element, words, status, halls, carry, send };
})();
