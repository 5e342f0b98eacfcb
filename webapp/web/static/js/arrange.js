/* The board of an exhibition: items are dragged by their handle, or taken up with the keyboard (space, arrows, space or escape);
   each move is sent as "this one behind that one in this hall", and the answer is the order there is now. */
(function () {
  'use strict';

  if (!window.board) return;
  const { element: board, words, status, halls } = window.board;
  const EDGE = 90;
  const STEP = 14;
  const listOf = (hall) => hall.querySelector('[data-items]');
  let held = null;
  let shifting = false;
  const undo = document.querySelector('[data-undo]');
  let underway = 0;

  board.querySelectorAll('[data-grip]').forEach((grip) => { grip.hidden = false; });

  /* Keyboard: a click without a pointer, so that screen readers take items up the same way. */
  board.addEventListener('click', (event) => {
    const grip = event.target.closest('[data-grip]');
    if (!grip || event.detail > 0) return;
    const item = grip.closest('[data-item]');
    if (held && held.item === item) drop(); else grab(item);
  });
  board.addEventListener('keydown', (event) => {
    if (!held || !event.target.closest('[data-grip]')) return;
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); putBack(); return; }
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move[0]) step(held.item, move[0]); else toHall(held.item, move[1]);
    say(words.textMoving, held.item);
  });
  board.addEventListener('focusout', () => { if (held && held.byKey && !shifting) drop(); });

  /* The buttons up and down do the same without leaving the page. */
  board.addEventListener('submit', (event) => {
    const button = event.submitter;
    const item = button && button.name === 'step' && button.closest('[data-item]');
    if (!item) return;
    event.preventDefault();
    const began = placeOf(item);
    step(item, button.value.startsWith('up:') ? -1 : 1);
    keepFocus(button);
    if (differs(began, placeOf(item))) { say(words.textDropped, item); send(item); }
  });

  board.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest('[data-grip]');
    if (!grip || event.button > 0) return;
    event.preventDefault();
    const item = grip.closest('[data-item]');
    held = { item, began: placeOf(item), byKey: false };
    item.dataset.held = '';
    const followIn = (list, y) => {
      const next = Array.from(list.children).find((one) => {
        const box = one.getBoundingClientRect();
        return one !== item && y < box.top + box.height / 2;
      }) || null;
      if (item.parentNode !== list || item.nextElementSibling !== next) list.insertBefore(item, next);
    };
    window.board.carry(event, EDGE, STEP, (y) => {
      const hall = halls().find((one) => within(one, y));
      if (hall) followIn(listOf(hall), y);
    }, (isDropped) => {
      if (isDropped) drop(); else putBack();
      grip.focus({ preventScroll: true });
    });
  });

  board.addEventListener('board:sent', () => { underway += 1; });
  board.addEventListener('board:answered', (event) => agree(event.detail));

  /* What is taken back is the latest move: while it is still being sent the form waits for the answer that names it. */
  if (undo) {
    undo.addEventListener('submit', (event) => {
      if (!underway) return;
      event.preventDefault();
      undo.dataset.waiting = '';
      undo.querySelector('button').setAttribute('aria-busy', 'true');
    });
  }

  function grab(item) {
    held = { item, began: placeOf(item), byKey: true };
    item.dataset.held = '';
    say(words.textGrabbed, item);
  }

  function drop() {
    const { item, began } = held;
    held = null;
    delete item.dataset.held;
    say(words.textDropped, item);
    if (differs(began, placeOf(item))) send(item);
  }

  function putBack() {
    const { item, began } = held;
    held = null;
    delete item.dataset.held;
    shift(() => listOf(began.hall).insertBefore(item, began.before ? began.before.nextElementSibling : listOf(began.hall).firstElementChild), item);
    count();
    say(words.textBack, item);
  }

  function step(item, direction) {
    const other = direction < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) { toHall(item, direction, direction < 0); return; }
    shift(() => other.parentNode.insertBefore(item, direction < 0 ? other : other.nextElementSibling), item);
  }

  function toHall(item, direction, last) {
    const all = halls();
    const next = all[all.indexOf(item.closest('[data-hall]')) + direction];
    if (!next) return;
    const list = listOf(next);
    const index = last === undefined ? Array.from(item.parentNode.children).indexOf(item) : (last ? list.children.length : 0);
    shift(() => list.insertBefore(item, list.children[index] || null), item);
  }

  function shift(change, item) {
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    shifting = true;
    change();
    if (focused) keepFocus(focused);
    shifting = false;
    count();
  }

  function keepFocus(element) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'nearest' });
  }

  function placeOf(item) {
    return { hall: item.closest('[data-hall]'), before: item.previousElementSibling };
  }

  function differs(one, other) {
    return one.hall !== other.hall || one.before !== other.before;
  }

  function within(element, y) {
    const box = element.getBoundingClientRect();
    return y >= box.top && y <= box.bottom;
  }

  function say(text, item) {
    const hall = item.closest('[data-hall]');
    const all = Array.from(listOf(hall).children);
    status.textContent = text.replaceAll('{name}', item.dataset.name).replaceAll('{hall}', hall.dataset.name)
      .replaceAll('{n}', all.indexOf(item) + 1).replaceAll('{all}', all.length);
  }

  function count() {
    halls().forEach((hall) => {
      const count = listOf(hall).children.length;
      hall.querySelector('[data-count]').textContent = count;
      hall.querySelector('[data-empty]').hidden = count > 0;
    });
  }

  function send(item) {
    const place = placeOf(item);
    window.board.send(board.action, {
      do: 'place', item: item.dataset.item, hall: place.hall.dataset.hall, after: place.before ? place.before.dataset.item : '',
    });
  }

  /* Others may have moved things meanwhile: the page takes on the order there is, once nothing of one's own is still being sent. */
  function agree(answer) {
    underway -= 1;
    offerUndo(answer.undo);
    if (underway) return;
    board.dispatchEvent(new CustomEvent('board:saved', { bubbles: true, detail: answer }));
    if (held) return;
    const items = new Map(Array.from(board.querySelectorAll('[data-item]')).map((one) => [one.dataset.item, one]));
    const lists = new Map(halls().map((one) => [one.dataset.hall, listOf(one)]));
    const known = answer.halls.flatMap((pair) => pair[1]);
    const isKnown = answer.halls.length === lists.size && answer.halls.every((pair) => lists.has(pair[0]));
    if (!isKnown || known.length !== items.size || !known.every((key) => items.has(key))) {
      status.textContent = words.textFresh;
      return;
    }
    answer.halls.forEach(([hall, keys]) => keys.forEach((key, index) => {
      const list = lists.get(hall);
      const item = items.get(key);
      if (list.children[index] !== item) shift(() => list.insertBefore(item, list.children[index] || null), item);
    }));
    count();
  }

  function offerUndo(last) {
    if (!undo) return;
    undo.hidden = !last;
    if (!last) return;
    const label = undo.querySelector('[data-undo-words]');
    undo.querySelector('[name="ordinal"]').value = last.ordinal;
    label.textContent = label.dataset.text + last.words;
    if (!('waiting' in undo.dataset) || underway) return;
    delete undo.dataset.waiting;
    undo.requestSubmit();
  }
})();
