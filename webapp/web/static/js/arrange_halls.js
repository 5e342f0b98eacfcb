/* Halls on the board are moved like its items: dragged by their handle, taken up with the keyboard, or by their buttons.
   While one is held the halls are folded, so that all of them are in sight. Without this the buttons send the form. */
(function () {
  'use strict';

  if (!window.board) return;
  const { element: board, words, status, halls } = window.board;
  const EDGE = 60;
  const STEP = 10;
  let held = null;
  let shifting = false;

  board.querySelectorAll('[data-hall-grip]').forEach((grip) => { grip.hidden = halls().length < 2; });

  board.addEventListener('click', (event) => {
    const grip = event.target.closest('[data-hall-grip]');
    if (!grip || event.detail > 0) return;
    if (held) { drop(); return; }
    grab(grip.closest('[data-hall]'), true);
    say(words.textHallGrabbed, held.hall);
  });
  board.addEventListener('keydown', (event) => {
    if (!held || !event.target.closest('[data-hall-grip]')) return;
    const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key !== 'Escape' && !direction) return;
    event.preventDefault();
    event.stopPropagation();
    if (!direction) { putBack(); return; }
    step(held.hall, direction);
    say(words.textHallMoving, held.hall);
  });
  board.addEventListener('focusout', () => { if (held && held.byKey && !shifting) drop(); });

  board.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button || button.name !== 'step' || !button.closest('[data-hall-tools]')) return;
    event.preventDefault();
    const hall = button.closest('[data-hall]');
    const began = before(hall);
    step(hall, button.value.startsWith('up:') ? -1 : 1);
    say(words.textHallDropped, hall);
    if (began !== before(hall)) send(hall);
    if (button.hidden) hall.querySelector('[data-hall-grip]').focus();
  });

  board.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest('[data-hall-grip]');
    if (!grip || event.button > 0) return;
    event.preventDefault();
    const hall = grip.closest('[data-hall]');
    grab(hall, false);
    window.scrollBy({ top: grip.getBoundingClientRect().top - event.clientY + 20, behavior: 'instant' });
    window.board.carry(event, EDGE, STEP, (y) => {
      const next = halls().find((one) => one !== hall && y < middle(one)) || null;
      const last = halls().filter((one) => one !== hall).pop();
      place(hall, next ? previous(next, hall) : last);
    }, (isDropped) => {
      if (isDropped) drop(); else putBack();
      grip.focus({ preventScroll: true });
      hall.scrollIntoView({ block: 'nearest' });
    });
  });

  /* Others may have moved halls: the page takes on the order there is. */
  board.addEventListener('board:saved', (event) => {
    const known = new Map(halls().map((one) => [one.dataset.hall, one]));
    const order = event.detail.halls.map((pair) => pair[0]);
    if (held || order.length !== known.size || !order.every((key) => known.has(key))) return;
    order.forEach((key, index) => { if (halls()[index] !== known.get(key)) place(known.get(key), index ? halls()[index - 1] : null); });
  });

  function grab(hall, byKey) {
    held = { hall, began: before(hall), byKey };
    hall.dataset.held = '';
    board.dataset.folded = '';
    if (byKey) hall.scrollIntoView({ block: 'nearest' });
  }

  function letGo() {
    const was = held;
    held = null;
    delete was.hall.dataset.held;
    delete board.dataset.folded;
    was.hall.scrollIntoView({ block: 'nearest' });
    return was;
  }

  function drop() {
    const { hall, began } = letGo();
    say(words.textHallDropped, hall);
    if (began !== before(hall)) send(hall);
  }

  function putBack() {
    const { hall, began } = letGo();
    place(hall, began);
    say(words.textHallBack, hall);
  }

  function step(hall, direction) {
    const all = halls();
    const goal = all.indexOf(hall) + direction;
    if (goal < 0 || goal >= all.length) return;
    place(hall, direction > 0 ? all[goal] : all[goal - 1] || null);
  }

  /* Right behind another one, or first. */
  function place(hall, behind) {
    if (before(hall) === behind || behind === hall) return;
    const focused = hall.contains(document.activeElement) ? document.activeElement : null;
    shifting = true;
    if (behind) behind.after(hall); else halls()[0].before(hall);
    if (focused) focused.focus({ preventScroll: true });
    shifting = false;
    number();
  }

  function number() {
    const all = halls();
    all.forEach((hall, index) => {
      hall.querySelector('[data-hall-number]').textContent = index + 1;
      hall.querySelector('[name="step"][value^="up:"]').hidden = index === 0;
      hall.querySelector('[name="step"][value^="down:"]').hidden = index === all.length - 1;
    });
  }

  function before(hall) {
    const all = halls();
    return all[all.indexOf(hall) - 1] || null;
  }

  function previous(next, hall) {
    const one = before(next);
    return one === hall ? before(hall) : one;
  }

  function middle(hall) {
    const box = hall.getBoundingClientRect();
    return box.top + box.height / 2;
  }

  function say(text, hall) {
    const all = halls();
    status.textContent = text.replaceAll('{name}', hall.dataset.name).replaceAll('{n}', all.indexOf(hall) + 1).replaceAll('{all}', all.length);
  }

  function send(hall) {
    const behind = before(hall);
    window.board.send(words.halls, { hall: hall.dataset.hall, after: behind ? behind.dataset.hall : '' });
  }
})();
