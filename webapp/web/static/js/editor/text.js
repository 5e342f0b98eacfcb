/* Changes to the text of a field as if typed, so that the browser's own undo takes them back. Shared as window.writingText. */
(function () {
  'use strict';

  /* Put `text` in place of from…to and select what lies between the given places inside it. */
  function replace(field, from, to, text, selectFrom, selectTo) {
    field.focus({ preventScroll: true });
    field.setSelectionRange(from, to);
    let done = false;
    try {
      done = text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text);
    } catch (error) { done = false; }
    if (!done) {
      field.setRangeText(text, from, to, 'end');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (selectFrom !== undefined) field.setSelectionRange(from + selectFrom, from + (selectTo === undefined ? selectFrom : selectTo));
  }

  /* The same without moving the caret of somebody who types elsewhere in the field, for what arrives later. */
  function swap(field, was, now) {
    const at = field.value.indexOf(was);
    if (at < 0) return false;
    field.setRangeText(now, at, at + was.length, 'preserve');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return true;
  }

  function insert(field, text) {
    replace(field, field.selectionStart, field.selectionEnd, text, text.length);
  }

  /* A part of its own: with an empty line before and after. `mark` is selected inside it. */
  function insertBlock(field, text, mark) {
    const before = field.value.slice(0, field.selectionStart);
    const after = field.value.slice(field.selectionEnd);
    const lead = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    const tail = !after || after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n';
    const at = mark ? text.indexOf(mark) : -1;
    const start = lead.length + (at < 0 ? text.length : at);
    replace(field, field.selectionStart, field.selectionEnd, lead + text + tail, start, at < 0 ? start : start + mark.length);
  }

  /* Put marks around what is selected, or take them away when they are there; without a selection around `sample`. */
  function wrap(field, mark, sample) {
    let from = field.selectionStart;
    let to = field.selectionEnd;
    const value = field.value;
    while (from < to && /\s/.test(value[from])) from += 1;
    while (to > from && /\s/.test(value[to - 1])) to -= 1;
    const inside = value.slice(from, to);
    if (value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark) {
      replace(field, from - mark.length, to + mark.length, inside, 0, inside.length);
    } else {
      const text = inside || sample;
      replace(field, from, to, mark + text + mark, mark.length, mark.length + text.length);
    }
  }

  /* From the start of the first selected line to the end of the last. */
  function lines(field) {
    const value = field.value;
    const from = value.lastIndexOf('\n', field.selectionStart - 1) + 1;
    const last = field.selectionEnd > field.selectionStart && value[field.selectionEnd - 1] === '\n' ? field.selectionEnd - 1 : field.selectionEnd;
    const end = value.indexOf('\n', last);
    return { from, to: end < 0 ? value.length : end };
  }

  /* Change every selected line; blank ones stay when there are others. */
  function eachLine(field, change) {
    const place = lines(field);
    const found = field.value.slice(place.from, place.to).split('\n');
    const several = found.some((line) => line.trim());
    let count = 0;
    const text = found.map((line) => (several && !line.trim() ? line : change(line, count++))).join('\n');
    replace(field, place.from, place.to, text, 0, text.length);
    if (found.length === 1) field.setSelectionRange(place.from + text.length, place.from + text.length);
  }

  window.writingText = { replace, swap, insert, insertBlock, wrap, lines, eachLine };
})();
