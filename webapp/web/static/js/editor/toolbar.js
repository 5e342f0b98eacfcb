/* The tools above each text and their keys. Nothing happens while an input method composes characters. */
(function () {
  'use strict';
  const text = window.writingText;
  const words = document.getElementById('writing-words').dataset;
  const ITEM = /^(\s*)([-*+]|\d{1,4}[.)、]|>)(\s+)(\[[ xX]\]\s+)?/;

  document.querySelectorAll('[data-writing]').forEach((box) => {
    const field = box.querySelector('textarea');
    const bar = document.getElementById('writing-tools').content.firstElementChild.cloneNode(true);
    field.before(bar);
    const tools = Array.from(bar.querySelectorAll('[data-tool]'));
    tools.forEach((tool, index) => {
      tool.tabIndex = index === 0 ? 0 : -1;
      tool.setAttribute('aria-controls', field.id);
    });
    bar.addEventListener('mousedown', (event) => { if (event.target.closest('[data-tool]')) event.preventDefault(); });
    bar.addEventListener('click', (event) => {
      const tool = event.target.closest('[data-tool]');
      if (tool) use(tool.dataset.tool, field, bar);
    });
    bar.addEventListener('keydown', (event) => {
      const at = tools.indexOf(document.activeElement);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tools.length - 1 }[event.key];
      if (at < 0 || next === undefined) return;
      event.preventDefault();
      const wanted = tools[(next + tools.length) % tools.length];
      tools.forEach((tool) => { tool.tabIndex = tool === wanted ? 0 : -1; });
      wanted.focus();
    });
    field.addEventListener('keydown', (event) => onKey(event, field, bar));
    if (!navigator.maxTouchPoints) bar.querySelector('[data-tool="photo"]').hidden = true;
  });

  document.querySelectorAll('[data-outline]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => {
      const field = document.getElementById(button.dataset.outline);
      field.setSelectionRange(field.value.length, field.value.length);
      text.insertBlock(field, document.getElementById('outline-' + button.dataset.outline).textContent.trim());
      field.scrollIntoView({ block: 'center' });
    });
  });

  const deeds = {
    bold: (field) => text.wrap(field, '**', words.bold),
    heading: (field) => text.eachLine(field, (line) => (/^###\s/.test(line) ? line.slice(4) : '### ' + (line.replace(/^#+\s*/, '') || words.heading))),
    list: (field) => text.eachLine(field, (line) => swapItem(line, '- ', /^\s*[-*+]\s/)),
    numbers: (field) => text.eachLine(field, (line, index) => swapItem(line, index + 1 + '. ', /^\s*\d+[.)]\s/)),
    quote: (field) => text.eachLine(field, (line) => (/^>\s?/.test(line) ? line.replace(/^>\s?/, '') : '> ' + (line || words.quote))),
    callout: (field) => text.insertBlock(field, '> [!WARNING] ' + words.callout + '\n> ' + words.calloutText, words.calloutText),
    table: (field) => text.insertBlock(field, ['| ' + words.tableHead + ' | ' + words.tableBefore + ' | ' + words.tableAfter + ' |', '|---|---|---|', '|  |  |  |', '|  |  |  |'].join('\n'), words.tableHead),
    formula: (field) => text.wrap(field, '$', 'F = \\mu N'),
    link: (field) => link(field),
    undo: (field) => { field.focus(); document.execCommand('undo'); },
    help: () => document.dispatchEvent(new CustomEvent('writing:help')),
  };

  function use(name, field, bar) {
    if (deeds[name]) deeds[name](field);
    else field.dispatchEvent(new CustomEvent('writing:' + name, { bubbles: true, detail: { bar } }));
  }

  function swapItem(line, mark, present) {
    const indent = /^\s*/.exec(line)[0];
    if (present.test(line)) return indent + line.replace(ITEM, '');
    return indent + mark + (line.replace(ITEM, '').trimStart() || words.item);
  }

  function link(field) {
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
    const from = field.selectionStart;
    if (/^https?:\/\/\S+$/.test(chosen)) text.replace(field, from, field.selectionEnd, '[' + words.link + '](' + chosen + ')', 1, 1 + words.link.length);
    else text.replace(field, from, field.selectionEnd, '[' + (chosen || words.link) + '](https://)', (chosen || words.link).length + 3, (chosen || words.link).length + 11);
  }

  function onKey(event, field, bar) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) { goOn(event, field); return; }
    if (!(event.ctrlKey || event.metaKey)) return;
    const name = keyName(event);
    if (!name) return;
    event.preventDefault();
    if (name === 'deeper') text.eachLine(field, (line) => '    ' + line);
    else if (name === 'back') text.eachLine(field, (line) => line.replace(/^( {1,4}|\t)/, ''));
    else use(name, field, bar);
  }

  function keyName(event) {
    if (event.altKey) return event.code === 'KeyH' ? 'heading' : '';
    if (event.shiftKey) return { Digit8: 'list', Digit7: 'numbers', KeyP: 'look' }[event.code] || '';
    return { b: 'bold', k: 'link', ']': 'deeper', '[': 'back' }[event.key.toLowerCase()] || '';
  }

  /* Enter in a list begins the next item; in an empty item it ends the list. */
  function goOn(event, field) {
    if (field.selectionStart !== field.selectionEnd) return;
    const place = text.lines(field);
    const line = field.value.slice(place.from, field.selectionStart);
    const found = ITEM.exec(line);
    if (!found) return;
    event.preventDefault();
    if (line.length === found[0].length) { text.replace(field, place.from, field.selectionStart, '', 0); return; }
    const number = /^(\d+)(.*)/.exec(found[2]);
    const mark = number ? Number(number[1]) + 1 + number[2] : found[2];
    text.insert(field, '\n' + found[1] + mark + found[3] + (found[4] ? '[ ] ' : ''));
  }
})();
